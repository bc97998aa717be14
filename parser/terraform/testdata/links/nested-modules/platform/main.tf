variable "cidr" {
  type = string
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
}

module "private" {
  source = "../subnets"
  vpc_id = aws_vpc.this.id
  cidrs  = [cidrsubnet(var.cidr, 8, 1), cidrsubnet(var.cidr, 8, 2)]
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "table_ids" {
  value = module.private.table_ids
}
