Console.Error.WriteLine("ihenode");
return 2;
