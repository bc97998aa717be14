# A network that has the same plan, byte for byte, as that of one-plan-second, and other links.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = "eu-west-1${["a", "b", "c"][count.index]}"
}

resource "aws_subnet" "data" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, 10 + count.index)
  availability_zone = "eu-west-1${["a", "b", "c"][count.index]}"
}

resource "aws_subnet" "tier" {
  for_each   = { public-a = 20, private-a = 21 }
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, each.value)
  tags       = { tier = each.key }
}

variable "single" {
  default = true
}

variable "hosts" {
  default = { one = { public = true, zone = "a" } }
}

locals {
  position = { one = 0 }
}

module "subnets" {
  source = "./subnets"
  app    = aws_subnet.app[*].id
  data   = aws_subnet.data[*].id
}

# A literal argument of a function.
resource "aws_network_interface" "literal_argument" {
  subnet_id = element(module.subnets.app, 0)
}

# A condition.
resource "aws_network_interface" "condition" {
  for_each  = var.hosts
  subnet_id = each.value.public ? aws_subnet.app[0].id : aws_subnet.data[0].id
}

# A condition in an index.
resource "aws_network_interface" "condition_in_index" {
  count     = 1
  subnet_id = element(aws_subnet.app[*].id, var.single ? 0 : count.index)
}

# A key that is made of values.
resource "aws_network_interface" "key" {
  for_each  = var.hosts
  subnet_id = aws_subnet.tier["public-${each.value.zone}"].id
}

# A filter.
resource "aws_network_interface" "filter" {
  subnet_id = [for s in aws_subnet.tier : s.id if s.tags.tier == "public-a"][0]
}

# What is under a key of an output.
resource "aws_network_interface" "output_key" {
  count     = 2
  subnet_id = module.subnets.by_tier["app"][count.index % 2]
}

# A local that maps a key.
resource "aws_network_interface" "local" {
  for_each  = var.hosts
  subnet_id = aws_subnet.app[local.position[each.key]].id
}

# A dynamic block.
resource "aws_lb" "dynamic" {
  name               = "dynamic"
  internal           = true
  load_balancer_type = "network"

  dynamic "subnet_mapping" {
    for_each = aws_subnet.app[*].id
    content {
      subnet_id = subnet_mapping.value
    }
  }
}
