provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "example"
  secret_key                  = "example"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

module "net_0000" {
  source = "./network"
  name   = "net-0000"
  cidr   = "10.0.0.0/20"
}

module "net_0001" {
  source = "./network"
  name   = "net-0001"
  cidr   = "10.0.16.0/20"
}

resource "aws_vpc_peering_connection" "net_0000_net_0001" {
  vpc_id      = module.net_0000.vpc_id
  peer_vpc_id = module.net_0001.vpc_id
  auto_accept = true
}

resource "aws_route" "net_0000_to_net_0001" {
  count                     = 3
  route_table_id            = module.net_0000.app_table_ids[count.index]
  destination_cidr_block    = module.net_0001.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.net_0000_net_0001.id
}

resource "aws_route" "net_0001_to_net_0000" {
  count                     = 3
  route_table_id            = module.net_0001.app_table_ids[count.index]
  destination_cidr_block    = module.net_0000.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.net_0000_net_0001.id
}
