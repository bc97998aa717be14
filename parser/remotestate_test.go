package parser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

// vpcOf gives the VPC of the only subnet of a name in the network of an archive of root modules.
func vpcOf(t *testing.T, archive, subnet string) model.Ref[model.VPC] {
	t.Helper()
	for _, s := range loadArchive(t, archive).Subnets {
		if s.Address == "aws_subnet."+subnet {
			return s.VPC
		}
	}
	require.Fail(t, "no subnet "+subnet)
	return model.Ref[model.VPC]{}
}

// loadArchive gives the network of an archive of root modules.
func loadArchive(t *testing.T, archive string) *model.Network {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, f.Data, 0o644))
	}
	r := Load([]string{dir}, Options{})
	for _, d := range r.Diagnostics {
		assert.NotEqual(t, model.SeverityError, d.Severity, d)
	}
	return r.After[0]
}

const networkRoot = `
-- net/main.tf --
terraform {
  BACKEND
}
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
output "vpc_id" { value = aws_vpc.main.id }
-- app/main.tf --
terraform {
  backend "s3" {
    bucket = "states"
    key    = "app.tfstate"
  }
}
data "terraform_remote_state" "net" {
  READ
}
resource "aws_subnet" "app" {
  vpc_id     = data.terraform_remote_state.net.outputs.vpc_id
  cidr_block = "10.0.1.0/24"
}
output "vpc_id" { value = data.terraform_remote_state.net.outputs.vpc_id }
`

func TestRootsReadEachOthersState(t *testing.T) {
	for name, test := range map[string]struct {
		backend, read string
		linked        bool
	}{
		"s3, whatever the region": {
			"backend \"s3\" {\n bucket = \"states\"\n key = \"net.tfstate\"\n region = \"eu-west-1\"\n}",
			`backend = "s3"` + "\n" + `config = { bucket = "states", key = "net.tfstate", region = "us-east-1" }`, true,
		},
		"another key": {
			"backend \"s3\" {\n bucket = \"states\"\n key = \"net.tfstate\"\n}",
			`backend = "s3"` + "\n" + `config = { bucket = "states", key = "other.tfstate" }`, false,
		},
		"a key that is given to init": {
			"backend \"s3\" {\n bucket = \"states\"\n}", `backend = "s3"` + "\n" + `config = { bucket = "states" }`, false,
		},
		"another workspace": {
			"backend \"s3\" {\n bucket = \"states\"\n key = \"net.tfstate\"\n}",
			`backend = "s3"` + "\n" + `workspace = "test"` + "\n" + `config = { bucket = "states", key = "net.tfstate" }`, false,
		},
		"local, by default": {"", `backend = "local"` + "\n" + `config = { path = "../net/terraform.tfstate" }`, true},
		"local, elsewhere":  {"", `backend = "local"` + "\n" + `config = { path = "../old/terraform.tfstate" }`, false},
		"cloud, read as remote": {
			"cloud {\n organization = \"o\"\n workspaces {\n name = \"net\"\n }\n}",
			`backend = "remote"` + "\n" + `config = { organization = "o", workspaces = { name = "net" } }`, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			vpc := vpcOf(t, strings.NewReplacer("BACKEND", test.backend, "READ", test.read).Replace(networkRoot), "app")
			assert.Equal(t, test.linked, vpc.IsLinked())
		})
	}
}

const readsNet = `backend = "s3"
  config = { bucket = "states", key = "net.tfstate" }`

func TestStatesAreReadInOrder(t *testing.T) {
	archive := strings.NewReplacer("BACKEND", "backend \"s3\" {\n bucket = \"states\"\n key = \"net.tfstate\"\n}", "READ", readsNet).Replace(networkRoot)
	chain := archive + `
-- aaa/main.tf --
data "terraform_remote_state" "app" {
  backend = "s3"
  config  = { bucket = "states", key = "app.tfstate" }
}
resource "aws_subnet" "last" {
  vpc_id     = data.terraform_remote_state.app.outputs.vpc_id
  cidr_block = "10.0.2.0/24"
}
`
	assert.True(t, vpcOf(t, chain, "last").IsLinked(), "by way of another root")

	twice := archive + `
-- copy/main.tf --
terraform {
  backend "s3" {
    bucket = "states"
    key    = "net.tfstate"
  }
}
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
output "vpc_id" { value = aws_vpc.main.id }
`
	assert.False(t, vpcOf(t, twice, "app").IsLinked(), "two roots have that state")

	circle := strings.Replace(archive, `resource "aws_vpc" "main" {`, `
data "terraform_remote_state" "app" {
  backend = "s3"
  config  = { bucket = "states", key = "app.tfstate" }
}
output "circle" { value = data.terraform_remote_state.app.outputs.vpc_id }
resource "aws_vpc" "main" {`, 1)
	assert.False(t, vpcOf(t, circle, "app").IsLinked(), "they need each other")
}
