# Services with interfaces in subnets: ECS, RDS, ElastiCache, EFS, Lambda.
provider "aws" {
  region = "eu-west-1"
}

module "network" {
  source = "./network"
}

resource "aws_security_group" "service" {
  for_each = toset(["web", "db", "cache", "files"])
  name     = each.key
  vpc_id   = module.network.vpc_id
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "nginx", portMappings = [{ containerPort = 80 }] }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  desired_count   = 0

  network_configuration {
    subnets         = module.network.private_subnet_ids
    security_groups = [aws_security_group.service["web"].id]
  }
}

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = module.network.private_subnet_ids
}

resource "aws_db_instance" "main" {
  identifier             = "main"
  engine                 = "postgres"
  instance_class         = "db.t3.micro"
  allocated_storage      = 20
  username               = "shop"
  password               = "not-a-real-one"
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.service["db"].id]
  skip_final_snapshot    = true
}

resource "aws_elasticache_subnet_group" "main" {
  name       = "main"
  subnet_ids = module.network.private_subnet_ids
}

resource "aws_efs_file_system" "main" {
  creation_token = "main"
}

resource "aws_efs_mount_target" "main" {
  count           = 2
  file_system_id  = aws_efs_file_system.main.id
  subnet_id       = module.network.private_subnet_ids[count.index]
  security_groups = [aws_security_group.service["files"].id]
}

resource "aws_vpc_security_group_ingress_rule" "db_from_web" {
  security_group_id            = aws_security_group.service["db"].id
  referenced_security_group_id = aws_security_group.service["web"].id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
