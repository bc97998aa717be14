package model

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlatformOf(t *testing.T) {
	for name, c := range map[string]struct {
		userData, image string
		tags            map[string]string
		want            Value[string]
	}{
		"nothing tells":          {"", "ami-0123456789abcdef0", map[string]string{"Name": "app"}, Value[string]{}},
		"a PowerShell script":    {"<powershell>\nInstall-WindowsFeature Web-Server\n</powershell>", "", nil, Known("windows")},
		"tasks of EC2Launch":     {"version: 1.0\ntasks:\n  - task: executeScript\n    inputs:\n      - type: powershell\n", "", nil, Known("windows")},
		"a shell script":         {"#!/bin/bash\necho ok\n", "", nil, Known("linux")},
		"cloud-init":             {"#cloud-config\npackages: [nginx]\n", "", nil, Known("linux")},
		"a parameter for images": {"", "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base", nil, Known("windows")},
		"a tag":                  {"", "ami-0123456789abcdef0", map[string]string{"os-type": "Windows"}, Known("windows")},
		"a script beside a tag":  {"#!/bin/sh\n", "", map[string]string{"serves": "windows updates"}, Known("linux")},
	} {
		t.Run(name, func(t *testing.T) {
			var texts []Text
			if c.userData != "" {
				texts = []Text{{Kind: "user data", Value: Known(c.userData)}}
			}
			assert.Equal(t, c.want, PlatformOf(texts, Known(c.image), c.tags))
		})
	}
}
