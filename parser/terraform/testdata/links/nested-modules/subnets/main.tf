variable "vpc_id" {
  type = string
}

variable "cidrs" {
  type = list(string)
}

resource "aws_subnet" "this" {
  count      = length(var.cidrs)
  vpc_id     = var.vpc_id
  cidr_block = var.cidrs[count.index]
}

resource "aws_route_table" "this" {
  count  = length(var.cidrs)
  vpc_id = var.vpc_id
}

resource "aws_route_table_association" "this" {
  count          = length(var.cidrs)
  subnet_id      = aws_subnet.this[count.index].id
  route_table_id = aws_route_table.this[count.index].id
}

output "table_ids" {
  value = aws_route_table.this[*].id
}
