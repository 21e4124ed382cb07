using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// The patients from whom a write keeps every other writer until its transaction ends: each by a statement that names it alone, which a database that is
/// spread over several nodes sends to one of them, and in ascending order, so that two writers do not wait for each other.
/// </summary>
internal sealed class PatientLocks(Dialect dialect)
{
    private static readonly Dictionary<Type, Statement> Statements = [];

    private readonly Dictionary<long, long> _objects = [];

    /// <summary>Holds these patients when the batch is run; what the batch reads after that stays so as far as it is theirs.</summary>
    public void Hold(IEnumerable<long> patients, StatementBatch batch)
    {
        var statement = StatementOf(dialect);
        foreach (var patient in patients.Distinct().Order()) batch.Read(statement, row => _objects[row.GetInt64(0)] = row.GetInt64(1), patient);
    }

    /// <summary>How many numbers the objects of a patient that is held were given.</summary>
    public long Objects(long patient) => _objects.GetValueOrDefault(patient);

    /// <summary>Whoever depends on these patients must hold them.</summary>
    /// <exception cref="LostWriteException">One is not held, since another writer brought it into play meanwhile: the write is to be run again.</exception>
    public void Require(IEnumerable<long> patients)
    {
        foreach (var patient in patients)
        {
            if (!_objects.ContainsKey(patient)) throw new LostWriteException($"Patient number {patient} is not held by the write that depends on it, or has no counter.");
        }
    }

    private static Statement StatementOf(Dialect dialect)
    {
        lock (Statements)
        {
            if (Statements.TryGetValue(dialect.GetType(), out var known)) return known;
            return Statements[dialect.GetType()] = new(dialect.SelectForUpdate("patient, objects", "registry_patient_objects", "patient = @patient"));
        }
    }
}
