using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace IheNode.Benchmarks;

/// <summary><c>micro</c>: single steps under BenchmarkDotNet.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var command = new Command("micro", "Measures reading and writing of ebRIM and HL7 v2 by themselves (BenchmarkDotNet, in this process)");
        command.SetAction(_ =>
        {
            var config = DefaultConfig.Instance
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .WithArtifactsPath(Directory.CreateTempSubdirectory("ihenode-micro-").FullName);
            BenchmarkRunner.Run<MessageBenchmarks>(config);
            return 0;
        });
        return command;
    }
}
