using PlateApi.Fuzz;

return await FuzzCommand.Create().Parse(args).InvokeAsync();
