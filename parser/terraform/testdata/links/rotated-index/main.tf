# Equal counts, and yet not the same index: what a plan keeps of it looks like X[count.index].
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  count      = 3
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_route_table" "a" {
  count  = 3
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "shifted" {
  count          = 3
  subnet_id      = aws_subnet.a[count.index].id
  route_table_id = aws_route_table.a[(count.index + 1) % 3].id
}

resource "aws_subnet" "b" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, 10 + count.index)
}

resource "aws_route_table" "b" {
  count  = 2
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "reversed" {
  count          = 2
  subnet_id      = aws_subnet.b[count.index].id
  route_table_id = aws_route_table.b[1 - count.index].id
}

resource "aws_network_acl" "b" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  subnet_ids = [reverse(aws_subnet.b[*].id)[count.index]]
}
