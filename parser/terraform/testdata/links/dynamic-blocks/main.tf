# Routes, rules and subnet mappings from dynamic blocks, of which a plan keeps no reference.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "lb" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_subnet" "spare" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.9.0/24"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = { "0.0.0.0/0" = aws_internet_gateway.main.id }
    content {
      cidr_block = route.key
      gateway_id = route.value
    }
  }
}

resource "aws_route_table_association" "lb" {
  count          = 2
  subnet_id      = aws_subnet.lb[count.index].id
  route_table_id = aws_route_table.main.id
}

resource "aws_security_group" "client" {
  count  = 2
  name   = "client-${count.index}"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "server" {
  name   = "server"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = aws_security_group.client
    content {
      protocol        = "tcp"
      from_port       = 8000 + ingress.key
      to_port         = 8000 + ingress.key
      security_groups = [ingress.value.id]
    }
  }
}

resource "aws_lb" "inner" {
  name               = "inner"
  internal           = true
  load_balancer_type = "network"

  dynamic "subnet_mapping" {
    for_each = aws_subnet.lb[*].id
    content {
      subnet_id = subnet_mapping.value
    }
  }
}
