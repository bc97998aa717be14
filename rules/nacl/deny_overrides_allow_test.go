package nacl

import (
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
