using System.CommandLine;
using PlateApi.Load;
using PlateApi.Load.Soak;

var root = new RootCommand("Puts load on the service: measures what it carries, and whether it holds.") { LoadCommand.Create(), SoakCommand.Create() };
return await root.Parse(args).InvokeAsync();
