package reach

import (
	"github.com/netlint/netlint/model"
)

// publicAccess takes packets through VPC block public access: between a VPC and the internet, both ways or
// inwards only, unless the VPC or subnet is excluded (Amazon VPC User Guide). outbound says that the
// connection begins inside.
func (w *walk) publicAccess(s state, vpc *model.VPC, sub *model.Subnet, outbound bool, next func(state) outcome) outcome {
	for _, b := range w.e.net.BlockPublicAccess {
		h := Hop{Object: &b.Object, Action: Forward, Code: CodeBlockPublicAccess}
		if !sameAccount(&b.Object, &vpc.Object) {
			continue
		}
		mode, known := b.Mode.OrDefault("off").Get()
		if known && mode == "off" || known && mode == "block-ingress" && outbound {
			continue
		}
		excluded, why := w.e.excluded(vpc, sub, outbound)
		h.Note = "Block public access (" + mode + ") stands between " + vpc.Address + " and the internet."
		switch {
		case excluded:
			continue
		case why != "" || !known:
			return w.unsure(s, h, firstOf(why, b.Mode.Why()), next)
		default:
			return w.stop(s, h, next)
		}
	}
	return next(s)
}

// sameAccount reports whether two objects may be of one account and region.
func sameAccount(a, b *model.Object) bool {
	for _, pair := range [][2]model.Value[string]{{a.Region, b.Region}, {a.Account, b.Account}} {
		x, okX := pair[0].Get()
		y, okY := pair[1].Get()
		if okX && okY && x != y {
			return false
		}
	}
	return true
}

// excluded reports whether an exclusion lets the VPC or subnet out of block public access; why is set where
// that cannot be told.
func (e *Engine) excluded(vpc *model.VPC, sub *model.Subnet, outbound bool) (yes bool, why string) {
	for _, x := range e.net.BPAExclusions {
		mode, known := x.Mode.Get()
		covers := x.VPC.To() == vpc || sub != nil && x.Subnet.To() == sub
		switch {
		case covers && (mode == "allow-bidirectional" || mode == "allow-egress" && outbound):
			return true, ""
		case covers && !known, x.VPC.IsUnknown(), x.Subnet.IsUnknown():
			why = "what " + x.Address + " excludes is not known"
		}
	}
	return false, why
}
