package source

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2/hclparse"
)

// largeTree writes a root module of vpcs networks; each has one file with about fifty resources, and one
// module call that makes ten more.
func largeTree(vpcs int) fstest.MapFS {
	files := fstest.MapFS{
		"modules/subnets/main.tf": {Data: []byte(`
variable "vpc_id" { type = string }
variable "cidr" { type = string }
variable "names" { type = list(string) }
resource "aws_subnet" "this" {
  for_each          = { for i, n in var.names : n => i }
  vpc_id            = var.vpc_id
  cidr_block        = cidrsubnet(var.cidr, 8, each.value + 200)
  availability_zone = "eu-west-1a"
  tags              = { Name = each.key }
}
resource "aws_route_table" "this" {
  for_each = aws_subnet.this
  vpc_id   = each.value.vpc_id
}
output "subnet_ids" { value = { for k, s in aws_subnet.this : k => s.id } }
`)},
	}
	for n := range vpcs {
		var b strings.Builder
		fmt.Fprintf(&b, "resource \"aws_vpc\" \"v%d\" {\n  cidr_block           = \"10.%d.0.0/16\"\n  enable_dns_hostnames = true\n}\n", n, n%256)
		fmt.Fprintf(&b, "locals {\n  tags_%d = { Network = \"v%d\", Team = \"platform\" }\n}\n", n, n)
		fmt.Fprintf(&b, "module \"m%d\" {\n  source = \"./modules/subnets\"\n  vpc_id = aws_vpc.v%d.id\n  cidr   = aws_vpc.v%d.cidr_block\n  names  = [\"a\", \"b\", \"c\", \"d\", \"e\"]\n}\n", n, n, n)
		for s := range 12 {
			fmt.Fprintf(&b, "resource \"aws_subnet\" \"v%d_%d\" {\n  vpc_id            = aws_vpc.v%d.id\n  cidr_block        = cidrsubnet(aws_vpc.v%d.cidr_block, 8, %d)\n  availability_zone = \"eu-west-1a\"\n  tags              = merge(local.tags_%d, { Name = \"subnet-%d\" })\n}\n", n, s, n, n, s, n, s)
			fmt.Fprintf(&b, "resource \"aws_route_table\" \"v%d_%d\" {\n  vpc_id = aws_vpc.v%d.id\n  route {\n    cidr_block = \"0.0.0.0/0\"\n    gateway_id = \"igw-1\"\n  }\n  tags = local.tags_%d\n}\n", n, s, n, n)
			fmt.Fprintf(&b, "resource \"aws_route_table_association\" \"v%d_%d\" {\n  subnet_id      = aws_subnet.v%d_%d.id\n  route_table_id = aws_route_table.v%d_%d.id\n}\n", n, s, n, s, n, s)
			fmt.Fprintf(&b, "resource \"aws_security_group\" \"v%d_%d\" {\n  name   = \"group-%d-%d\"\n  vpc_id = aws_vpc.v%d.id\n  ingress {\n    from_port   = 443\n    to_port     = 443\n    protocol    = \"tcp\"\n    cidr_blocks = [aws_vpc.v%d.cidr_block, \"192.168.0.0/16\"]\n  }\n  egress {\n    from_port   = 0\n    to_port     = 0\n    protocol    = \"-1\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n", n, s, n, s, n, n)
		}
		files[fmt.Sprintf("v%d.tf", n)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return files
}

// BenchmarkParse is what HCL itself needs for the tree that BenchmarkLoad evaluates.
func BenchmarkParse(b *testing.B) {
	files := largeTree(170)
	for b.Loop() {
		p := hclparse.NewParser()
		for name, f := range files {
			if _, diags := p.ParseHCL(f.Data, name); diags.HasErrors() {
				b.Fatal(diags)
			}
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	files := largeTree(170)
	for b.Loop() {
		root, diags := Load(Options{FS: files, Dir: "."})
		if len(diags) > 0 || len(root.Resources) != 170*(1+12*4+10) {
			b.Fatal(len(root.Resources), diags)
		}
	}
}
