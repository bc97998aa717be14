package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// runner is as much of a runner of GitHub Actions as the steps of the action see: a workspace, the files that
// a step writes to, and a gh command that keeps what it is called with.
type runner struct {
	dir       string // of the runner; the workspace is in it
	workspace string
	steps     map[string]string // what they run, by name
	env       []string
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash to run the steps with")
	}
	var action struct {
		Runs struct {
			Steps []struct{ Name, Run string }
		}
	}
	readYAML(t, "action.yml", &action)
	r := &runner{dir: t.TempDir(), steps: map[string]string{}}
	for _, s := range action.Runs.Steps {
		if s.Run != "" {
			r.steps[s.Name] = s.Run
		}
	}
	r.workspace = filepath.Join(r.dir, "workspace")
	bin := filepath.Join(r.dir, "bin")
	require.NoError(t, os.MkdirAll(r.workspace, 0o755))
	require.NoError(t, os.MkdirAll(bin, 0o755))
	self, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(self, filepath.Join(r.dir, "netlint"))) // the step before builds it there
	gh := `#!/bin/sh
echo "$@" >>"` + r.dir + `/gh.log"
case "$*" in
*--paginate*) cat "` + r.dir + `/comments" ;;
release*) for to; do :; done; cp "` + r.dir + `/release/"* "$to" || exit 1 ;;
esac
exit $(cat "` + r.dir + `/gh.status")
`
	require.NoError(t, os.WriteFile(filepath.Join(bin, "gh"), []byte(gh), 0o755))
	r.write(t, "gh.status", "0")
	r.write(t, "comments", "")
	r.env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+r.dir, "RUNNER_TEMP="+r.dir,
		"GITHUB_OUTPUT="+filepath.Join(r.dir, "output"), "GITHUB_STEP_SUMMARY="+filepath.Join(r.dir, "summary"),
		"REPOSITORY=o/r", "NUMBER=7", "SARIF=netlint.sarif")
	return r
}

func (r *runner) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644))
}

func (r *runner) read(name string) string {
	text, err := os.ReadFile(filepath.Join(r.dir, name))
	if err != nil {
		return ""
	}
	return string(text)
}

// step runs a step as GitHub does, and gives what it prints and how it ends.
func (r *runner) step(t *testing.T, name string, env ...string) (string, int) {
	t.Helper()
	require.NotEmpty(t, r.steps[name], "the action has a step %s", name)
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", r.steps[name])
	cmd.Dir, cmd.Env = r.workspace, append(r.env, env...)
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}

func (r *runner) git(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=nobody", "-c", "user.email=nobody@example.com"}, args...)...)
	cmd.Dir = r.workspace
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
}

// TestTheStepsOfTheAction runs them: on a pull request that brings a fault beside an old one, then on one that
// brings none.
func TestTheStepsOfTheAction(t *testing.T) {
	r := newRunner(t)
	broken, err := os.ReadFile("testdata/inputs/broken.yaml")
	require.NoError(t, err)
	origin := filepath.Join(r.dir, "origin")
	r.git(t, "init", "-q", "-b", "main", origin)
	r.write(t, "origin/old stack.yaml", string(broken))
	r.git(t, "-C", origin, "add", "-A")
	r.git(t, "-C", origin, "commit", "-qm", "An old fault")
	r.git(t, "-C", origin, "checkout", "-qb", "change")
	r.write(t, "origin/new.yaml", string(broken))
	r.git(t, "-C", origin, "add", "-A")
	r.git(t, "-C", origin, "commit", "-qm", "A second one")
	// As actions/checkout does it: one commit, and no other branch.
	r.git(t, "clone", "-q", "--depth=1", "--branch=change", "file://"+origin, r.workspace)

	out, status := r.step(t, "Lint", "PATHS=.", "ARGS=--new-only", "AGAINST=origin/main")
	assert.Equal(t, 0, status, out)
	assert.Equal(t, "status=1\n", r.read("output"))
	assert.Contains(t, out, "::error title=netlint peering-asymmetric-route,file=new.yaml,line=27")
	assert.NotContains(t, out, "old stack.yaml")
	assert.Contains(t, r.read("summary"), "### netlint: 1 error, 1 new")
	assert.Contains(t, r.read("workspace/netlint.sarif"), `"baselineState": "new"`)

	out, status = r.step(t, "Comment", "STATUS=1")
	assert.Equal(t, 0, status, out)
	body := "body=@" + r.dir + "/netlint.md"
	assert.Contains(t, r.read("gh.log"), "api repos/o/r/issues/7/comments -F "+body+"\n", "a comment is made")
	assert.True(t, strings.HasPrefix(r.read("netlint.md"), "<!-- netlint -->"), "and can be found again")

	// The next run finds it, and changes it.
	r.write(t, "comments", "41\n42\n")
	r.write(t, "gh.log", "")
	_, status = r.step(t, "Comment", "STATUS=0")
	assert.Equal(t, 0, status)
	assert.Contains(t, r.read("gh.log"), "api --method PATCH repos/o/r/issues/comments/41 -F "+body+"\n")
	assert.NotContains(t, r.read("gh.log"), "comments/42")

	// A token that may not write costs the comment and not the check.
	r.write(t, "gh.status", "1")
	out, status = r.step(t, "Comment", "STATUS=1")
	assert.Equal(t, 0, status)
	assert.Contains(t, out, "::warning title=netlint::The comment could not be written")
	r.write(t, "gh.status", "0")

	_, status = r.step(t, "Result", "STATUS=1")
	assert.Equal(t, 1, status)

	// Where nothing is found, there is no comment, and the check passes.
	require.NoError(t, os.Remove(filepath.Join(r.workspace, "new.yaml")))
	r.write(t, "output", "")
	r.write(t, "comments", "")
	r.write(t, "gh.log", "")
	out, status = r.step(t, "Lint", "PATHS=.", "ARGS=--new-only", "AGAINST=origin/main")
	assert.Equal(t, 0, status, out)
	assert.Equal(t, "status=0\n", r.read("output"))
	_, status = r.step(t, "Comment", "STATUS=0")
	assert.Equal(t, 0, status)
	assert.NotContains(t, r.read("gh.log"), "-F ")
	_, status = r.step(t, "Result", "STATUS=0")
	assert.Equal(t, 0, status)

	// A branch that is nowhere is an error that says so.
	out, status = r.step(t, "Lint", "PATHS=.", "ARGS=", "AGAINST=origin/gone")
	assert.Equal(t, 0, status)
	assert.Contains(t, out, "fetch it first")
	assert.Contains(t, r.read("output"), "status=2\n")

	// On a push there is nothing to compare with.
	r.write(t, "output", "")
	_, status = r.step(t, "Lint", "PATHS=.", "ARGS=--fail-on never", "AGAINST=")
	assert.Equal(t, 0, status)
	assert.Equal(t, "status=0\n", r.read("output"))
}

// TestTheActionTakesTheReleaseOfItsTag runs the step that fetches netlint: it takes what the tag's release holds where
// its checksum is right, fails where it is not, and leaves the rest to be built.
func TestTheActionTakesTheReleaseOfItsTag(t *testing.T) {
	r := newRunner(t)
	require.NoError(t, os.Remove(filepath.Join(r.dir, "netlint")))
	tag := []string{"REPOSITORY=netlint/netlint", "REF=v0.1.0", "RUNNER_OS=Linux", "RUNNER_ARCH=X64"}
	fetch := func(env ...string) (string, int) {
		r.write(t, "output", "")
		return r.step(t, "Fetch netlint", append(tag, env...)...)
	}

	// There is no release yet: nothing is fetched, and the next steps build.
	out, status := fetch()
	assert.Equal(t, 0, status, out)
	assert.Contains(t, out, "netlint is built from source")
	assert.Empty(t, r.read("output"))

	release := filepath.Join(r.dir, "release")
	require.NoError(t, os.Mkdir(release, 0o755))
	r.write(t, "release/netlint", "the binary")
	const archive = "netlint_0.1.0_linux_amd64.tar.gz" // as .goreleaser.yaml names it by default
	packed, err := exec.Command("tar", "-czf", filepath.Join(release, archive), "-C", release, "netlint").CombinedOutput()
	require.NoError(t, err, string(packed))
	data, err := os.ReadFile(filepath.Join(release, archive))
	require.NoError(t, err)
	checksums := fmt.Sprintf("%064x  netlint_0.1.0_darwin_arm64.tar.gz\n%x  %s\n", 0, sha256.Sum256(data), archive)
	r.write(t, "release/checksums.txt", checksums)
	r.write(t, "gh.log", "")
	out, status = fetch()
	assert.Equal(t, 0, status, out)
	assert.Equal(t, "fetched=true\n", r.read("output"))
	assert.Equal(t, "the binary", r.read("netlint"))
	assert.Contains(t, r.read("gh.log"), "release download v0.1.0 --repo netlint/netlint --pattern "+archive+" --pattern checksums.txt")

	// A release that is not what was released is not run.
	require.NoError(t, os.Remove(filepath.Join(r.dir, "netlint")))
	for _, wrong := range []string{strings.Replace(checksums, fmt.Sprintf("%x", sha256.Sum256(data)), fmt.Sprintf("%064x", 1), 1), "", "x"} {
		r.write(t, "release/checksums.txt", wrong)
		out, status = fetch()
		assert.Equal(t, 1, status, out)
		assert.Contains(t, out, "::error title=netlint::The checksum of "+archive)
		assert.Empty(t, r.read("output"))
		assert.NoFileExists(t, filepath.Join(r.dir, "netlint"))
	}

	// A branch, a commit, and a platform that no release is for.
	r.write(t, "gh.log", "")
	for _, other := range []string{"REF=main", "REF=", "REF=v0", "REF=0123456789012345678901234567890123456789", "RUNNER_OS=Windows"} {
		out, status = fetch(other)
		assert.Equal(t, 0, status, out)
		assert.Empty(t, r.read("output"), other)
	}
	assert.Empty(t, r.read("gh.log"), "nothing is asked for")
}
