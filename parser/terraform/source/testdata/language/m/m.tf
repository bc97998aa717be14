variable "nn" {
  type     = string
  default  = "module-default"
  nullable = false
}
variable "obj" { default = "objdefault" }
output "v" { value = [var.nn, var.obj] }
output "path" { value = path.module }
output "file" { value = [file("${path.module}/f.txt"), fileexists("f.txt"), fileexists("m/f.txt")] }
