c = "zz.auto"
