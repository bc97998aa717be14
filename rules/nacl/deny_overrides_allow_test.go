package nacl

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

func TestDenialOfWhatAGroupNames(t *testing.T) {
	w := newWeb(t, appIn, append([]string{"90 deny all 1.1.1.1/32"}, appOut...))
	w.Egress(w.appGrp, "tcp 443 1.1.1.1/32")
	f := w.One(DenyOverridesAllow)
	assert.Equal(t, "aws_network_acl.app.out.90", f.Object.Address)
	assert.Equal(t, rules.Warning, f.Severity)
	assert.Contains(t, f.Message, "denies all traffic to 1.1.1.1/32, but")
	assert.Contains(t, f.Message, "lets TCP 443 out to 1.1.1.1")
	assert.Contains(t, f.Fix.Text, "for example 80")
}

func TestDenialBehindTheAllow(t *testing.T) {
	w := newWeb(t, appIn, append([]string{"190 deny all 1.1.1.1/32"}, appOut...))
	w.Egress(w.appGrp, "tcp 443 1.1.1.1/32")
	w.None(DenyOverridesAllow)
}

func TestDenialOfWhatNothingNames(t *testing.T) {
	f := newWeb(t, appIn, append([]string{"90 deny all 198.51.100.0/24"}, appOut...)).One(DenyOverridesAllow)
	assert.Equal(t, rules.Info, f.Severity)
}

func TestDenialOfPortsThatAreNotNamed(t *testing.T) {
	w := newWeb(t, appIn, append([]string{"90 deny tcp 22 1.1.1.1/32"}, appOut...))
	w.Egress(w.appGrp, "tcp 443 1.1.1.1/32")
	w.None(DenyOverridesAllow) // no later rule allows 22 either
}

func TestDenialOfAnswers(t *testing.T) {
	w := newWeb(t, append([]string{"90 deny all 1.1.1.1/32"}, appIn...), appOut)
	w.Egress(w.appGrp, "tcp 443 1.1.1.1/32")
	assert.Equal(t, "aws_network_acl.app.in.90", w.One(DenyOverridesAllow).Object.Address)
}

func TestDenialOfAPartOfTheClientPortsIsNotADenialOfARange(t *testing.T) {
	// Answers to 8080 from everywhere come in at 3389 now and then: no connection is denied as a whole.
	w := newWeb(t, append([]string{"90 deny tcp 3389 0.0.0.0/0"}, appIn...), appOut)
	w.Egress(w.appGrp, "tcp 8080 10.1.0.0/24")
	w.None(DenyOverridesAllow)
}

func TestDenialThatSparesAPartOnPurpose(t *testing.T) {
	rest := []string{"90 deny tcp 22 0.0.0.0/0", "95 allow all 10.1.0.0/16"}
	w := newWeb(t, slices.Concat([]string{"80 allow tcp 22 10.1.9.0/24"}, rest, appIn), appOut)
	w.Ingress(w.appGrp, "tcp 22 10.1.0.0/16")
	w.None(DenyOverridesAllow)

	w = newWeb(t, slices.Concat(rest, appIn), appOut)
	w.Ingress(w.appGrp, "tcp 22 10.1.0.0/16")
	assert.Contains(t, w.One(DenyOverridesAllow).Message, "lets TCP 22 in from 10.1.0.0/16")
}

func TestBlockedRangeIsSaidOnce(t *testing.T) {
	w := newWeb(t, append([]string{"90 allow tcp 8080 10.50.0.0/16"}, appIn...), []string{"90 deny all 10.50.0.0/16", "100 allow all 10.0.0.0/8"})
	w.Ingress(w.appGrp, "tcp 8080 10.50.0.0/16")
	tgw := &model.TransitGateway{Object: object("aws_ec2_transit_gateway.t")}
	w.Add(tgw)
	w.Route(w.privatT, "10.50.0.0/16", model.TargetTransitGateway, tgw)
	w.Link()
	found, _ := rules.Run([]*model.Network{w.Network}, []*rules.Rule{DenyOverridesAllow, MissingEphemeralReturn}, rules.Options{}, 1)
	assert.Len(t, found, 1)
	assert.Equal(t, "nacl-deny-overrides-allow", found[0].Rule)
}

func TestDenialOfThePeersOfAGroupReference(t *testing.T) {
	w := newWeb(t, append([]string{"90 deny tcp 8000-9000 10.1.0.0/24"}, appIn...), appOut)
	f := w.One(DenyOverridesAllow)
	assert.Contains(t, f.Message, "lets TCP 8080 in from 10.1.0.0/24")
	assert.Equal(t, rules.Warning, f.Severity)
}

func TestDenialOfARoutedNetwork(t *testing.T) {
	w := newWeb(t, appIn, append([]string{"90 deny all 10.50.0.0/16"}, appOut...))
	tgw := &model.TransitGateway{Object: object("aws_ec2_transit_gateway.t")}
	w.Add(tgw)
	w.Route(w.privatT, "10.50.0.0/16", model.TargetTransitGateway, tgw)
	assert.Contains(t, w.One(DenyOverridesAllow).Message, "sends 10.50.0.0/16 to a transit gateway")
}

func TestDenialOfAnAssertedAddress(t *testing.T) {
	w := newWeb(t, appIn, append([]string{"90 deny all 1.1.1.1/32"}, appOut...))
	found := w.RunWith(DenyOverridesAllow, rules.Options{Assertions: []rules.Assertion{
		{Name: "resolver", From: "aws_instance.app", To: "1.1.1.1", Port: 443, Expect: "reachable"},
	}})
	assert.Len(t, found, 1)
	assert.Equal(t, rules.Warning, found[0].Severity)
}

func TestDenialOfAPortFromEverywhere(t *testing.T) {
	newWeb(t, append([]string{"90 deny tcp 22 0.0.0.0/0", "95 allow all 0.0.0.0/0"}, appIn...), appOut).None(DenyOverridesAllow)
}

func TestShadowingDenialIsSaidOnce(t *testing.T) {
	w := newWeb(t, []string{"90 deny tcp 0-10000 10.1.0.0/24", "100 allow tcp 8080 10.1.0.0/24"}, appOut)
	w.Link()
	found, _ := rules.Run([]*model.Network{w.Network}, []*rules.Rule{DenyOverridesAllow, RuleShadowed}, rules.Options{}, 1)
	assert.Len(t, found, 1)
	assert.Equal(t, "nacl-rule-shadowed", found[0].Rule)
}
