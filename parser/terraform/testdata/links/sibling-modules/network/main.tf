variable "tiers" {
  type = list(string)
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "this" {
  for_each   = { for pair in setproduct(var.tiers, ["0", "1"]) : join("-", pair) => pair }
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, index(var.tiers, each.value[0]) * 2 + tonumber(each.value[1]))
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "subnets_by_tier" {
  value = { for tier in var.tiers : tier => [for key, subnet in aws_subnet.this : subnet.id if startswith(key, tier)] }
}
