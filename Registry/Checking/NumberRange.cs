using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>A stretch of object numbers, both ends within it.</summary>
internal readonly record struct NumberRange(long From, long To)
{
    /// <summary>What a condition on <c>o</c> needs; it names the patient too, by which tables may be spread.</summary>
    public const string Condition = "o.patient between @firstPatient and @lastPatient and o.number between @from and @to";

    /// <summary>The parameters of <see cref="Condition"/>.</summary>
    public DynamicParameters Values
    {
        get
        {
            var values = new DynamicParameters();
            values.Add("from", From);
            values.Add("to", To);
            values.Add("firstPatient", ObjectNumber.Patient(From));
            values.Add("lastPatient", ObjectNumber.Patient(To));
            return values;
        }
    }
}

/// <summary>Walks all object numbers in stretches of a bounded number of objects; together they leave no number out.</summary>
internal sealed class NumberRanges(Database database)
{
    /// <summary>How many objects one stretch holds at most, unless rows stand where the patients' counters say that there are none.</summary>
    private const long Places = 2000;

    private const int Patients = 1000;

    /// <summary>How many numbers were given out.</summary>
    public Task<long> TotalAsync(CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select coalesce(sum(objects), 0) from registry_patient_objects"), cancellation);

    /// <summary>The stretches, in order, each with the numbers given out in it.</summary>
    public async IAsyncEnumerable<(NumberRange Range, long Places)> AllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (from, open) = (0L, 0L);
        await foreach (var (patient, objects) in PatientsAsync(cancellation).ConfigureAwait(false))
        {
            if (open > 0 && open + objects > Places)
            {
                var end = ObjectNumber.Of(patient, 0) - 1;
                yield return (new(from, end), open);
                (from, open) = (end + 1, 0);
            }

            var place = 0L;
            for (; objects - place > Places; place += Places)
            {
                var end = ObjectNumber.Of(patient, place + Places) - 1;
                yield return (new(from, end), open + Places);
                (from, open) = (end + 1, 0);
            }

            open += objects - place;
        }

        yield return (new(from, long.MaxValue), open);
    }

    private async IAsyncEnumerable<(long Patient, long Objects)> PatientsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var sql = $"select patient, objects from registry_patient_objects where patient > @last order by patient {database.Dialect.Limit(Patients.ToString(System.Globalization.CultureInfo.InvariantCulture))}";
        var last = -1L;
        while (true)
        {
            var page = await database.ReadAsync(
                async connection => (await connection.QueryAsync<(long Patient, long Objects)>(sql, new { last }).ConfigureAwait(false)).AsList(), cancellation)
                .ConfigureAwait(false);
            foreach (var patient in page) yield return patient;
            if (page.Count < Patients) yield break;
            last = page[^1].Patient;
        }
    }
}
