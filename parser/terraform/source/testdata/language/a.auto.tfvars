c = "a.auto.tfvars"
e = "a.auto"
