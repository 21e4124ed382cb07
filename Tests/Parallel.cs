// Fixtures share nothing but the machine: each has its own node, data folder, ports and database. Those that measure memory or the whole process say NonParallelizable.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
