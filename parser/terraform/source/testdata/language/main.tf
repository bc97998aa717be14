variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { default = "default" }
variable "e" { default = "default" }
variable "list_env" { type = list(string) }
variable "obj" {
  type = object({
    name  = string
    port  = optional(number, 80)
    tags  = optional(map(string), { x = "y" })
    sub   = optional(object({ a = optional(string, "A"), b = optional(list(string), ["q"]) }), {})
    none  = optional(string)
    rules = optional(list(object({ from = number, to = optional(number), proto = optional(string, "tcp") })), [])
  })
  default = { name = "n", rules = [{ from = 1 }, { from = "2", proto = null }], extra = 1 }
}
variable "nn" {
  type     = string
  default  = "dflt"
  nullable = false
}
variable "anymap" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "tup" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "mapobj" {
  type = map(object({ cidr = string, public = optional(bool, false) }))
  default = {
    x = { cidr = "10.0.0.0/24" }
    y = { cidr = "10.0.1.0/24", public = "true" }
  }
  validation {
    condition     = length(var.mapobj) > 0
    error_message = "never"
  }
}
output "vars" { value = [var.a, var.b, var.c, var.d, var.e, var.list_env] }
output "obj" { value = var.obj }
output "nn" { value = module.nn.v }
module "nn" {
  source = "./m"
  nn     = null
  obj    = null
}
output "anymap" { value = var.anymap }
output "tup" { value = var.tup }
output "set" { value = var.set }
output "mapobj" { value = var.mapobj }
resource "terraform_data" "x" {
  for_each = var.mapobj
  input    = each.value
}
resource "terraform_data" "y" {
  for_each = terraform_data.x
  input    = { k = each.key, cidr = each.value.input.cidr, pub = each.value.output }
}
resource "terraform_data" "z" {
  count = 3
  input = "z${count.index}"
}
resource "terraform_data" "none" {
  count = 0
}
module "each" {
  source   = "./n"
  for_each = { for k, v in terraform_data.x : k => v.input }
  value    = each.value
  name     = each.key
}
module "again" {
  source   = "./n"
  for_each = module.each
  value    = each.value.cidr
  name     = "again-${each.value.name}"
}
module "counted" {
  source = "./n"
  count  = 2
  value  = count.index
  name   = "c${count.index}"
}
output "y" { value = { for k, v in terraform_data.y : k => v.input } }
output "z" { value = terraform_data.z[*].input }
output "zlegacy" { value = terraform_data.z.*.input }
output "z1" { value = terraform_data.z[1].output }
output "zlen" { value = length(terraform_data.z) }
output "none" { value = one(terraform_data.none[*].input) }
output "nonefirst" { value = try(terraform_data.none[0].input, "nothing") }
output "joined" { value = join(",", terraform_data.none[*].id) }
output "each" { value = module.each }
output "eachnames" { value = values(module.each)[*].name }
output "again" { value = { for k, m in module.again : k => m.name } }
output "counted" { value = module.counted[*].name }
output "counted1" { value = module.counted[1] }
output "ws" { value = terraform.workspace }
output "locals_order" { value = local.l1 }
locals {
  l1 = "${local.l2}!"
  l2 = local.l3
  l3 = "three"
}
output "overridden" { value = local.over }
output "json" { value = [local.j1, local.j2, local.j3, local.j4, local.j5] }
output "json2" { value = local.j6 }
check "c" {
  assert {
    condition     = var.a == "zz"
    error_message = "x"
  }
}
moved {
  from = terraform_data.old
  to   = terraform_data.x
}
removed {
  from = terraform_data.gone
  lifecycle { destroy = false }
}
variable "eph" {
  type      = string
  ephemeral = true
  default   = "e"
}
locals { eph = var.eph }
output "ternary_obj" { value = var.a == "x" ? { a = 1, b = 2 } : { a = 3, b = null } }
output "precedence" { value = -2 * 3 + 4 % 3 == -5 && !false || false }
output "heredoc" {
  value = <<-EOT
    %{~for k, v in var.mapobj~}
    ${k}=${v.cidr}
    %{~if v.public} pub%{endif~}
    %{endfor}
  EOT
}
output "nested_for" { value = { for pair in setproduct(["a", "b"], [1, 2]) : "${pair[0]}-${pair[1]}" => pair } }
output "flat" { value = flatten([for k, v in var.mapobj : [for i in range(2) : { key = "${k}${i}", net = cidrsubnet(v.cidr, 2, i) }]]) }
output "groupby" { value = { for k, v in var.mapobj : (v.public ? "pub" : "priv") => k... } }
output "splat_single" { value = terraform_data.x["x"][*].input }
output "splat_null" { value = var.obj.none[*] }
output "deepsplat" { value = [{ a = [{ b = 1 }, { b = 2 }] }, { a = [] }][*].a[*].b }
output "selfkey" { value = terraform_data.x["y"].input.public }
output "dynidx" { value = terraform_data.z[length(terraform_data.z) - 1].input }
output "paths" { value = [path.module, path.root, module.nn.path, module.each["x"].path] }
output "tmplfile" { value = module.nn.file }
