package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/hashicorp/hcl/v2/hclparse"
	tfjson "github.com/hashicorp/terraform-json"
)

// floor reads an input in the barest way that could serve a linter, to say what reading alone costs.
func floor(kind, path string) error {
	switch kind {
	case "jsonv2":
		return floorTyped(path)
	case "terraform-json":
		return floorTerraformJSON(path)
	case "hclparse":
		return floorHCL(path)
	}
	return fmt.Errorf("there is no floor %q", kind)
}

// typedPlan takes from a plan the attributes that routing needs and skips the rest.
type typedPlan struct {
	ResourceChanges []struct {
		Address string `json:"address"`
		Type    string `json:"type"`
		Change  struct {
			Actions []string `json:"actions"`
			After   struct {
				VPCID                string   `json:"vpc_id"`
				SubnetID             string   `json:"subnet_id"`
				RouteTableID         string   `json:"route_table_id"`
				CIDRBlock            string   `json:"cidr_block"`
				DestinationCIDRBlock string   `json:"destination_cidr_block"`
				AvailabilityZone     string   `json:"availability_zone"`
				SubnetIDs            []string `json:"subnet_ids"`
				FromPort             *int     `json:"from_port"`
				ToPort               *int     `json:"to_port"`
			} `json:"after"`
		} `json:"change"`
	} `json:"resource_changes"`
	Configuration struct {
		RootModule struct {
			ModuleCalls map[string]struct {
				Source string `json:"source"`
			} `json:"module_calls"`
		} `json:"root_module"`
	} `json:"configuration"`
}

func floorTyped(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var p typedPlan
	return jsonv2.UnmarshalRead(bufio.NewReaderSize(f, 1<<16), &p)
}

func floorTerraformJSON(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var p tfjson.Plan
	return json.Unmarshal(text, &p)
}

func floorHCL(dir string) error {
	parser := hclparse.NewParser()
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".tf" {
			return err
		}
		if _, diags := parser.ParseHCLFile(path); diags.HasErrors() {
			return diags
		}
		return nil
	})
}
