using System.CommandLine;
using IheNode.Registry;

namespace IheNode.Gateway;

/// <summary><c>ihenode registry dump</c>: writes registered objects as ebRIM XML.</summary>
internal static class RegistryDumpCommand
{
    public static Command Create()
    {
        var command = new Command("dump",
            "Writes registered objects as they are now to standard output, as one lcm:SubmitObjectsRequest. With the embedded database the node must be stopped");
        var node = new NodeOptions(command);
        var patient = new Option<string?>("--patient") { Description = "Only what belongs to this patient and to those merged into it: 'ID^^^&OID&ISO'" };
        var ids = new Argument<string[]>("ID") { Description = "Only the objects with these entryUUIDs (urn:uuid:…) or uniqueIds [default: all]", Arity = ArgumentArity.ZeroOrMore };
        command.Options.Add(patient);
        command.Arguments.Add(ids);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (wanted, whose) = (parsed.GetValue(ids)!, parsed.GetValue(patient));
            if (wanted.Length > 0 && whose is not null) throw new CommandException("Give ids or --patient, not both.", ExitCode.Usage);
            var id = whose is null ? default : SubmitCommand.PatientOf(whose, "--patient");
            var (profile, folder) = node.Read(parsed);
            using var registry = OpenedRegistry.ToRead(profile, folder);
            var exitCode = ExitCode.Done;
            var dump = new RegistryDump(registry.Database) { Unreadable = Complain };
            await using var output = Console.OpenStandardOutput();
            if (whose is not null)
            {
                if (await dump.WritePatientAsync(output, id, cancellation).ConfigureAwait(false) is null)
                    throw new CommandException($"--patient: the registry does not know {id}.");
                return exitCode;
            }

            if (wanted.Length == 0)
            {
                await dump.WriteAllAsync(output, cancellation).ConfigureAwait(false);
                return exitCode;
            }

            var (_, unknown) = await dump.WriteAsync(output, wanted, cancellation).ConfigureAwait(false);
            foreach (var one in unknown) Complain($"{one}: no object has this entryUUID or uniqueId.");
            return exitCode;

            void Complain(string sentence)
            {
                Console.Error.WriteLine(sentence);
                exitCode = ExitCode.Failed;
            }
        });
        return command;
    }
}
