// Reads the plates of pictures with a client that Kiota generated from openapi.yaml.
//   dotnet run --project examples/csharp -- SERVICE PICTURE...      a key is taken from PLATEAPI_KEY
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using PlateApi.Client;
using PlateApi.Client.Models;

IAuthenticationProvider access = Environment.GetEnvironmentVariable("PLATEAPI_KEY") is { Length: > 0 } key
    ? new ApiKeyAuthenticationProvider(key, "X-Api-Key", ApiKeyAuthenticationProvider.KeyLocation.Header)
    : new AnonymousAuthenticationProvider();
using var adapter = new HttpClientRequestAdapter(access) { BaseUrl = args[0] };
var client = new PlateApiClient(adapter);

foreach (var picture in args[1..])
{
    var form = new MultipartBody();
    form.AddOrReplacePart("image", "application/octet-stream", await File.ReadAllBytesAsync(picture), Path.GetFileName(picture));
    try
    {
        var answer = await client.Recognize.PostAsync(form, request => request.QueryParameters.TopN = 3);
        foreach (var plate in answer!.RecognizeAnswer!.Plates!)
            Console.WriteLine(FormattableString.Invariant($"{picture}\t{plate.Text}\t{plate.Confidence:0.000}\t{(plate.Accepted == true ? "accepted" : "not accepted")}"));
    }
    catch (Problem problem)
    {
        Console.Error.WriteLine($"{picture}\t{problem.Status} {problem.Title}: {problem.Detail}");
        Environment.ExitCode = 1;
    }
}
