package source

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
)

func TestMoves(t *testing.T) {
	root := load(t, `
-- main.tf --
module "net" {
  source   = "./net"
  for_each = toset(["a", "b"])
}
moved {
  from = aws_vpc.old
  to   = module.net["a"].aws_vpc.main
}
moved {
  from = module.network[0]
  to   = module.net["a"]
}
-- more.tf.json --
{"moved": [{"from": "aws_vpc.x", "to": "aws_vpc.y"}]}
-- net/main.tf --
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
moved {
  from = aws_vpc.this
  to   = aws_vpc.main
}
moved {
  from = "not an address"
  to   = aws_vpc.main
}
`)
	assert.Equal(t, []model.Move{
		{From: "aws_vpc.old", To: `module.net["a"].aws_vpc.main`},
		{From: "module.network[0]", To: `module.net["a"]`},
		{From: "aws_vpc.x", To: "aws_vpc.y"},
		{From: `module.net["a"].aws_vpc.this`, To: `module.net["a"].aws_vpc.main`},
		{From: `module.net["b"].aws_vpc.this`, To: `module.net["b"].aws_vpc.main`},
	}, root.Moves)
}
