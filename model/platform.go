package model

import "strings"

// PlatformOf tells the operating system of a machine, "windows" or "linux", by what its user data begins with, by the
// name of its image, and by tags that say so; absent where nothing tells. Windows takes scripts between tags of its
// own, or tasks of EC2Launch (Amazon EC2 User Guide, "How Amazon EC2 handles user data for Windows instances").
func PlatformOf(texts []Text, image Value[string], tags map[string]string) Value[string] {
	for _, t := range texts {
		text, _ := t.Value.Get()
		lower := strings.ToLower(text)
		switch {
		case strings.Contains(lower, "<powershell>"), strings.Contains(lower, "<script>"),
			strings.Contains(lower, "tasks:") && strings.Contains(lower, "powershell"):
			return Known("windows")
		case strings.HasPrefix(text, "#!"), strings.HasPrefix(text, "#cloud-config"):
			return Known("linux")
		}
	}
	if strings.Contains(strings.ToLower(image.Or("")), "windows") {
		return Known("windows")
	}
	for _, value := range tags {
		if strings.Contains(strings.ToLower(value), "windows") {
			return Known("windows")
		}
	}
	return Value[string]{}
}
