terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region                      = var.region
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "office" {
  type      = string
  default   = "198.51.100.0/24"
  sensitive = true
}

locals {
  zones = ["eu-west-1a", "eu-west-1b"]
  vpcs  = { shop = "10.1.0.0/16", data = "10.2.0.0/16" }
}

# Two instances of one module: addresses with keys, outputs read with a literal key and with each.key.
module "network" {
  source   = "./network"
  for_each = local.vpcs
  cidr     = each.value
  zones    = local.zones
}

resource "aws_vpc_peering_connection" "shop_data" {
  vpc_id      = module.network["shop"].vpc_id
  peer_vpc_id = module.network["data"].vpc_id
  auto_accept = true
}

resource "aws_route" "shop_to_data" {
  route_table_id            = module.network["shop"].route_table_ids[0]
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.shop_data.id
}

resource "aws_security_group" "web" {
  for_each = local.vpcs
  name     = "web-${each.key}"
  vpc_id   = module.network[each.key].vpc_id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [var.office]
  }
}

# Leaves out vpc_security_group_ids, so that the default group is meant, and internal, so that it is public.
resource "aws_lb" "front" {
  name    = "front"
  subnets = module.network["shop"].subnet_ids
}

resource "aws_lb_target_group" "front" {
  name     = "front"
  port     = 80
  protocol = "HTTP"
  vpc_id   = module.network["shop"].vpc_id
}

# Which of the two is a matter of an index that a plan does not keep.
resource "aws_network_interface" "odd" {
  subnet_id = module.network["data"].subnet_ids[length(local.zones) - 1]
}

resource "aws_kms_key" "unused" {}
resource "aws_cloudwatch_log_group" "unmodelled" {
  name = "flow"
}
