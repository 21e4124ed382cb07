namespace IheNode.Tests;

/// <summary>What the log says of documents that were refused.</summary>
[NonParallelizable]
public sealed class ScanLogSpecs
{
    [Test]
    public async Task What_was_found_is_logged_and_the_document_is_not()
    {
        await using var node = await ScannedNode.StartAsync(ScannerDaemons.Started().ClamdByUnixSocket);
        var log = new NLog.Targets.MemoryTarget { Layout = "${message} ${exception:format=tostring}" };
        var rule = new NLog.Config.LoggingRule("*", NLog.LogLevel.Trace, log);
        var configuration = NLog.LogManager.Configuration ??= new NLog.Config.LoggingConfiguration();
        configuration.LoggingRules.Add(rule);
        NLog.LogManager.ReconfigExistingLoggers();
        try
        {
            var (_, uniqueIds) = await node.SubmitAsync([.. "before "u8, .. ScannerDaemons.Eicar]);
            Assert.That(string.Concat(log.Logs), Does.Contain(uniqueIds[0]).And.Contains("Eicar-Test").And.Not.Contains("STANDARD-ANTIVIRUS"));
        }
        finally
        {
            configuration.LoggingRules.Remove(rule);
            NLog.LogManager.ReconfigExistingLoggers();
        }
    }
}
