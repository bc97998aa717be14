variable "value" {}
variable "name" { type = string }
output "name" { value = var.name }
output "cidr" { value = try(var.value.cidr, var.value) }
output "path" { value = path.module }
