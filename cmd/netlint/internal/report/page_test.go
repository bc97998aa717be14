package report

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/cmd/netlint/internal/page/browsertest"
	"github.com/netlint/netlint/model"
)

// drawnNetwork is a network in which the objects of the sample stand.
func drawnNetwork(r *Report) *model.Network {
	object := func(address, id string) model.Object {
		return model.Object{Address: address, Type: strings.Split(address, ".")[0], ID: id}
	}
	n := &model.Network{}
	n.Add(
		&model.VPC{Object: object("aws_vpc.office", "vpc-1"), CIDRs: model.ListOf(model.Known(netip.MustParsePrefix("10.0.0.0/16")))},
		&model.Subnet{Object: object("aws_subnet.office", "subnet-1"), VPC: model.RefByID[model.VPC]("vpc-1")},
		&model.VPC{Object: object("aws_vpc.store", "vpc-2"), CIDRs: model.ListOf(model.Known(netip.MustParsePrefix("172.16.0.0/16")))},
		&model.Subnet{Object: object("aws_subnet.store", "subnet-2"), VPC: model.RefByID[model.VPC]("vpc-2")},
		&model.RouteTable{Object: object(address(r.Findings[0].Object), "rtb-2"), VPC: model.RefByID[model.VPC]("vpc-2")},
		&model.RouteTableAssociation{Object: object("aws_route_table_association.store", "a-2"), Subnet: model.RefByID[model.Subnet]("subnet-2"), Table: model.RefByID[model.RouteTable]("rtb-2")},
	)
	n.Link()
	return n
}

// TestThePageInABrowser walks a path by mouse and by keyboard, in two sizes, light and dark.
func TestThePageInABrowser(t *testing.T) {
	r := sample()
	r.Network = drawnNetwork(r)
	browsertest.InEachWindow(t, render(t, "html", r, Style{}), func(t *testing.T, tab *browsertest.Tab) {
		const current = `[...document.querySelectorAll("[aria-current=step] code")].map(e => e.textContent)[0] || ""`
		const lit = `[...document.querySelectorAll("#drawing .at, #drawing .blocked")].map(e => e.classList[e.classList.length - 1] + " " + e.querySelector("text").textContent).join(", ")`
		assert.Empty(t, tab.Eval(current))
		assert.Empty(t, tab.Eval(lit))
		const hidden = `[...document.querySelectorAll("article .severity")].filter(e => getComputedStyle(e).color === getComputedStyle(e).backgroundColor).length`
		assert.EqualValues(t, 0, tab.Eval(hidden), "the severity can be read")

		tab.Click(".walk .on")
		assert.Equal(t, "aws_route.out", tab.Eval(current))
		tab.Click(".walk .on")
		assert.Equal(t, "aws_route_table.store", tab.Eval(current))
		assert.Equal(t, "blocked aws_subnet.store", tab.Eval(lit), "the drawing shows where the path is cut")
		assert.Equal(t, true, tab.Eval(`document.querySelector("[aria-current=step] details").open`))
		assert.Contains(t, tab.Eval(`document.querySelector(".walk output").textContent`), "2 of 2: deny aws_route_table.store, blocked")
		assert.Equal(t, true, tab.Eval(`document.querySelector(".walk .on").ariaDisabled === "true"`))
		assert.Equal(t, true, tab.Eval(`document.querySelector(".walk").contains(document.getElementById("drawing"))`), "the drawing is where it is looked at")

		tab.Eval(`document.querySelector(".walk .back").focus()`)
		tab.Press("ArrowLeft")
		assert.Equal(t, "aws_route.out", tab.Eval(current))
		tab.Press("ArrowRight")
		assert.Equal(t, "aws_route_table.store", tab.Eval(current))
		tab.Click("[data-at]:first-child summary") // of the first way: the request
		assert.Equal(t, "aws_route.out", tab.Eval(current))
	})
}

// TestAPageWithoutFindingsInABrowser is the other half: nothing to walk, and nothing to complain about.
func TestAPageWithoutFindingsInABrowser(t *testing.T) {
	browsertest.InEachWindow(t, render(t, "html", empty(), Style{}), func(t *testing.T, tab *browsertest.Tab) {
		require.Contains(t, tab.Eval(`document.body.textContent`), "No faults found.")
	})
}
