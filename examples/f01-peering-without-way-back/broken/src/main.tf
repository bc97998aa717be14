terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

# The keys are made up and the checks are off, so that the plan needs no account.
provider "aws" {
  region                      = "ap-northeast-1"
  access_key                  = "example"
  secret_key                  = "example"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

locals {
  zones = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
}

# ---- the VPC that asks

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "shop" }
}

resource "aws_subnet" "shop_public" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.shop.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.shop.cidr_block, 8, count.index)
  tags              = { Name = "shop-public-${count.index}" }
}

resource "aws_subnet" "shop_private" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.shop.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.shop.cidr_block, 8, count.index + 10)
  tags              = { Name = "shop-private-${count.index}" }
}

resource "aws_internet_gateway" "shop" {
  vpc_id = aws_vpc.shop.id
}

resource "aws_route_table" "shop" {
  vpc_id = aws_vpc.shop.id
  tags   = { Name = "shop" }
}

resource "aws_route" "shop_internet" {
  route_table_id         = aws_route_table.shop.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.shop.id
}

resource "aws_route" "shop_to_stock" {
  route_table_id            = aws_route_table.shop.id
  destination_cidr_block    = aws_vpc.stock.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.shop_stock.id
}

resource "aws_route_table_association" "shop_public" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.shop_public[count.index].id
  route_table_id = aws_route_table.shop.id
}

resource "aws_route_table_association" "shop_private" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.shop_private[count.index].id
  route_table_id = aws_route_table.shop.id
}

# ---- the VPC that is asked

resource "aws_vpc" "stock" {
  cidr_block = "172.16.0.0/16"
  tags       = { Name = "stock" }
}

resource "aws_subnet" "stock_public" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.stock.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.stock.cidr_block, 8, count.index)
  tags              = { Name = "stock-public-${count.index}" }
}

resource "aws_subnet" "stock_private" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.stock.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.stock.cidr_block, 8, count.index + 10)
  tags              = { Name = "stock-private-${count.index}" }
}

resource "aws_internet_gateway" "stock" {
  vpc_id = aws_vpc.stock.id
}

resource "aws_route_table" "stock" {
  vpc_id = aws_vpc.stock.id
  tags   = { Name = "stock" }
}

resource "aws_route" "stock_internet" {
  route_table_id         = aws_route_table.stock.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.stock.id
}

resource "aws_route_table_association" "stock_public" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.stock_public[count.index].id
  route_table_id = aws_route_table.stock.id
}

resource "aws_route_table_association" "stock_private" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.stock_private[count.index].id
  route_table_id = aws_route_table.stock.id
}

# ---- what joins them

resource "aws_vpc_peering_connection" "shop_stock" {
  vpc_id      = aws_vpc.shop.id
  peer_vpc_id = aws_vpc.stock.id
  auto_accept = true
  tags        = { Name = "shop-stock" }
}
