using PlateApi;
using PlateApi.Health;
using PlateApi.Hosting;
using PlateRecognition.Models;

if (HealthCommand.IsAsked(args))
    return await HealthCommand.RunAsync(args);

try
{
    // Settings lie beside the program, wherever it is started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddPlateApi();
    await using var app = builder.Build();
    app.UsePlateApi();
    var end = app.Services.GetRequiredService<ProcessEnd>();
    await app.RunAsync();
    return end.Code;
}
catch (Exception fault) when (fault is InvalidSettingsException or ModelPackageException)
{
    Console.Error.WriteLine($"PlateApi cannot start: {fault.Message}");
    return 2;
}
catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    Console.Error.WriteLine($"PlateApi cannot start: {fault.Message} Choose another with --urls or ASPNETCORE_URLS.");
    return 2;
}
