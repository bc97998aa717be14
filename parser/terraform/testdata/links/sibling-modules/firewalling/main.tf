variable "vpc_id" {
  type = string
}

variable "subnets" {
  type = map(list(string))
}

resource "aws_network_acl" "tier" {
  for_each   = var.subnets
  vpc_id     = var.vpc_id
  subnet_ids = each.value
}

resource "aws_security_group" "tier" {
  for_each = var.subnets
  name     = each.key
  vpc_id   = var.vpc_id
}

output "group_ids" {
  value = { for name, group in aws_security_group.tier : name => group.id }
}
