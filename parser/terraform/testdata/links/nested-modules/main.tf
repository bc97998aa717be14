# A module that calls a module, called twice; ids go up and down through outputs and variables.
provider "aws" {
  region = "eu-west-1"
}

module "platform" {
  source   = "./platform"
  for_each = { shop = "10.1.0.0/16", data = "10.2.0.0/16" }
  cidr     = each.value
}

resource "aws_vpc_peering_connection" "shop_data" {
  vpc_id      = module.platform["shop"].vpc_id
  peer_vpc_id = module.platform["data"].vpc_id
  auto_accept = true
}

resource "aws_route" "shop_to_data" {
  count                     = 2
  route_table_id            = module.platform["shop"].table_ids[count.index]
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.shop_data.id
}

resource "aws_route" "data_to_shop" {
  count                     = 2
  route_table_id            = module.platform["data"].table_ids[count.index]
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.shop_data.id
}
