# One module's outputs are another's arguments: lists, maps and single ids.
provider "aws" {
  region = "eu-west-1"
}

module "network" {
  source = "./network"
  tiers  = ["web", "app"]
}

module "firewalling" {
  source  = "./firewalling"
  vpc_id  = module.network.vpc_id
  subnets = module.network.subnets_by_tier
}

module "service" {
  source     = "./service"
  for_each   = toset(["web", "app"])
  subnet_ids = module.network.subnets_by_tier[each.key]
  group_id   = module.firewalling.group_ids[each.key]
}
