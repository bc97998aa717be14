//go:build linux

package reach_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// kernelNetwork is a network of the model and how it is built: a namespace for each host, for the router of
// each VPC, for each internet gateway, NAT gateway, the transit gateway and the internet.
type kernelNetwork struct {
	net    *model.Network
	prefix string
	rand   *rand.Rand
	hosts  []*host
	inet   *host
	vpcs   []*kernelVPC
	tgw    *model.TransitGateway
	spaces map[string]*space
	links  bytes.Buffer // ip commands that make namespaces and links
	closed []func()
}

// host is something that connects and answers.
type host struct {
	ns     string
	addr   netip.Addr
	public netip.Addr
	iface  *model.NetworkInterface // nil for the internet
}

type kernelVPC struct {
	k       int
	vpc     *model.VPC
	subnets []*model.Subnet
	tables  []*model.RouteTable
	igw     *model.InternetGateway
	nat     *model.NATGateway
	natAt   int
	peers   map[string]string // peering connection to router device
	router  string
	groups  []*model.SecurityGroup
}

// space is the configuration of one namespace.
type space struct{ ip, nft bytes.Buffer }

var kernelServices = []uint16{22, 443, 8080}

func obj(name string) model.Object { return model.Object{Address: name, ID: name} }

func known(p string) model.Value[netip.Prefix] { return model.Known(netip.MustParsePrefix(p)) }

// space gives the configuration of a namespace, which is made when it is first named.
func (n *kernelNetwork) space(name string) *space {
	s := n.spaces[name]
	if s == nil {
		s = &space{}
		n.spaces[name] = s
		fmt.Fprintf(&n.links, "netns add %s\n", name)
	}
	return s
}

// link joins two namespaces by a pair of devices with addresses.
func (n *kernelNetwork) link(a, devA, addrA, b, devB, addrB string) {
	x, y := n.space(a), n.space(b)
	fmt.Fprintf(&n.links, "link add %s netns %s type veth peer name %s netns %s\n", devA, a, devB, b)
	for _, end := range []struct {
		s         *space
		dev, addr string
	}{{x, devA, addrA}, {y, devB, addrB}} {
		fmt.Fprintf(&end.s.ip, "link set %s up\n", end.dev)
		if end.addr != "" {
			fmt.Fprintf(&end.s.ip, "addr add %s dev %s\n", end.addr, end.dev)
		}
	}
}

// create builds the network and starts its servers.
func (n *kernelNetwork) create() error {
	inet := n.prefix + "inet"
	n.inet = &host{ns: inet, addr: netip.MustParseAddr("8.8.8.8")}
	fmt.Fprintf(&n.space(inet).ip, "link set lo up\naddr add 8.8.8.8/32 dev lo\n")
	for _, v := range n.vpcs {
		n.buildVPC(v, inet)
	}
	n.buildBetween()
	for _, v := range n.vpcs {
		n.buildRoutes(v)
	}
	for _, h := range n.hosts {
		n.buildGroups(h)
	}
	dir, err := os.MkdirTemp("", "netlint-kernel")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var script strings.Builder
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if e := os.WriteFile(path, text, 0o600); e != nil {
			err = e
		}
		return path
	}
	fmt.Fprintf(&script, "set -e\nip -batch %s\n", write("links", n.links.Bytes()))
	names := make([]string, 0, len(n.spaces))
	for name := range n.spaces {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		s := n.spaces[name]
		body := "echo 1 > /proc/sys/net/ipv4/ip_forward\n" +
			"for f in /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/send_redirects /proc/sys/net/ipv4/conf/*/accept_redirects; do echo 0 > $f; done\n" +
			"if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then echo 0 > /proc/sys/net/bridge/bridge-nf-call-iptables; fi\n" +
			"ip -batch " + write(name+".ip", s.ip.Bytes()) + "\n"
		if s.nft.Len() > 0 {
			body += "nft -f " + write(name+".nft", s.nft.Bytes()) + "\n"
		}
		fmt.Fprintf(&script, "ip netns exec %s sh -e %s\n", name, write(name+".sh", []byte(body)))
	}
	if err != nil {
		return err
	}
	if out, err := exec.Command("sh", write("all", []byte(script.String()))).CombinedOutput(); err != nil {
		return fmt.Errorf("the namespaces cannot be built: %w: %s", err, out)
	}
	for _, h := range append(n.hosts, n.inet) {
		if err := n.serve(h); err != nil {
			return err
		}
	}
	return nil
}

// remove ends servers and namespaces.
func (n *kernelNetwork) remove() {
	for _, f := range n.closed {
		f()
	}
	var batch bytes.Buffer
	for name := range n.spaces {
		fmt.Fprintf(&batch, "netns del %s\n", name)
	}
	c := exec.Command("ip", "-force", "-batch", "-")
	c.Stdin = &batch
	_ = c.Run() // a namespace that was never made cannot be removed
}

// buildVPC makes the router with a bridge for each subnet, the hosts, the NAT and the internet gateway.
func (n *kernelNetwork) buildVPC(v *kernelVPC, inet string) {
	r := n.space(v.router)
	for k := range v.subnets {
		fmt.Fprintf(&r.ip, "link add br%d type bridge\nlink set br%d up\naddr add 10.%d.%d.1/24 dev br%d\n", k, k, v.k, k, k)
	}
	port := 0
	plug := func(ns, addr string, k int) {
		port++
		dev := fmt.Sprintf("p%d", port)
		n.link(v.router, dev, "", ns, "eth0", addr+"/24")
		fmt.Fprintf(&r.ip, "link set %s master br%d\n", dev, k)
		fmt.Fprintf(&n.space(ns).ip, "route add default via 10.%d.%d.1\n", v.k, k)
	}
	var public []string
	for _, h := range n.hosts {
		b := h.addr.As4()
		if int(b[1]) != v.k {
			continue
		}
		plug(h.ns, h.addr.String(), int(b[2]))
		if h.public.IsValid() {
			public = append(public, h.addr.String()+" : "+h.public.String())
		}
	}
	if v.nat != nil {
		ns := n.prefix + fmt.Sprintf("nat%d", v.k)
		addr := v.nat.PrivateIP.String()
		plug(ns, addr, v.natAt)
		fmt.Fprintf(&n.space(ns).nft, "table ip nat { chain leaving { type nat hook postrouting priority 100;\n"+
			"meta l4proto { tcp, udp } snat to %s:1024-65535 random;\n}\n}\n", addr)
		if !v.nat.Private.Or(false) {
			public = append(public, fmt.Sprintf("%s : 198.51.%d.200", addr, v.k))
		}
	}
	if v.igw == nil {
		return
	}
	ns := n.prefix + fmt.Sprintf("igw%d", v.k)
	n.link(v.router, "igw", "169.254.1.1/30", ns, "vpc", "169.254.1.2/30")
	n.link(inet, fmt.Sprintf("igw%d", v.k), fmt.Sprintf("169.254.2.%d/30", 4*v.k+1), ns, "inet", fmt.Sprintf("169.254.2.%d/30", 4*v.k+2))
	fmt.Fprintf(&n.space(inet).ip, "route add 198.51.%d.0/24 via 169.254.2.%d\n", v.k, 4*v.k+2)
	g := n.space(ns)
	fmt.Fprintf(&g.ip, "route add 10.%d.0.0/16 via 169.254.1.1\nroute add default via 169.254.2.%d\n", v.k, 4*v.k+1)
	fmt.Fprintf(&g.nft, "table ip igw {\n")
	elements, reverse, sources := "", "", ""
	if len(public) > 0 {
		var back, own []string
		for _, p := range public {
			private, pub, _ := strings.Cut(p, " : ")
			back, own = append(back, pub+" : "+private), append(own, private)
		}
		elements, reverse = "elements = { "+strings.Join(public, ", ")+" }", "elements = { "+strings.Join(back, ", ")+" }"
		sources = "elements = { " + strings.Join(own, ", ") + " }"
	}
	fmt.Fprintf(&g.nft, "map outward { type ipv4_addr : ipv4_addr; %s }\nmap inward { type ipv4_addr : ipv4_addr; %s }\nset known { type ipv4_addr; %s }\n"+
		"chain arriving { type nat hook prerouting priority -100; iifname \"inet\" dnat to ip daddr map @inward; }\n"+
		"chain leaving { type nat hook postrouting priority 100; oifname \"inet\" snat to ip saddr map @outward; }\n"+
		"chain forwarding { type filter hook forward priority 0; policy drop;\n"+
		"iifname \"vpc\" ip daddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 } drop;\n"+
		"iifname \"vpc\" oifname \"inet\" ip saddr @known accept;\niifname \"inet\" oifname \"vpc\" accept;\n}\n}\n", elements, reverse, sources)
}

// buildBetween joins the routers by peering and transit gateway.
func (n *kernelNetwork) buildBetween() {
	if len(n.vpcs) < 2 {
		return
	}
	a, b := n.vpcs[0], n.vpcs[1]
	if a.peers["pcx"] != "" {
		n.link(a.router, "peer", "169.254.3.1/30", b.router, "peer", "169.254.3.2/30")
	}
	if n.tgw == nil {
		return
	}
	ns := n.prefix + "tgw"
	t := n.space(ns)
	for _, v := range n.vpcs {
		n.link(v.router, "tgw", fmt.Sprintf("169.254.4.%d/30", 4*v.k+1), ns, fmt.Sprintf("att%d", v.k), fmt.Sprintf("169.254.4.%d/30", 4*v.k+2))
		fmt.Fprintf(&t.ip, "rule add iif att%d lookup 50 priority 10\n", v.k)
		if n.tgw.DefaultPropagation.Or(true) {
			fmt.Fprintf(&t.ip, "route add 10.%d.0.0/16 via 169.254.4.%d table 50 metric 20\n", v.k, 4*v.k+1)
		}
	}
	for _, r := range n.net.TransitRoutes {
		if to := r.Attachment.To(); to != nil {
			fmt.Fprintf(&t.ip, "route add %s via 169.254.4.%d table 50 metric 10\n", r.Destination, 4*n.byID(to.VPC.To()).k+1)
		} else {
			fmt.Fprintf(&t.ip, "route add blackhole %s table 50 metric 10\n", r.Destination)
		}
	}
	fmt.Fprintf(&t.ip, "route add blackhole default table 50 metric 4000\n")
}

func (n *kernelNetwork) byID(v *model.VPC) *kernelVPC {
	for _, x := range n.vpcs {
		if x.vpc == v {
			return x
		}
	}
	return nil
}

// buildRoutes gives each subnet's bridge its route table, what comes by a gateway the local routes only, and
// the subnets their network ACLs.
func (n *kernelNetwork) buildRoutes(v *kernelVPC) {
	r := n.space(v.router)
	local := func(table int) {
		for k := range v.subnets {
			fmt.Fprintf(&r.ip, "route add 10.%d.%d.0/24 dev br%d table %d\n", v.k, k, k, table)
		}
		fmt.Fprintf(&r.ip, "route add blackhole 10.%d.0.0/16 table %d\nroute add blackhole default table %d metric 4000\n", v.k, table, table)
	}
	local(90)
	for _, dev := range []string{"igw", "peer", "tgw"} {
		fmt.Fprintf(&r.ip, "rule add iif %s lookup 90 priority 10\n", dev)
	}
	fmt.Fprintf(&r.nft, "table ip acl {\n")
	var jumps strings.Builder
	for k, s := range v.subnets {
		local(100 + k)
		fmt.Fprintf(&r.ip, "rule add iif br%d lookup %d priority 20\n", k, 100+k)
		for _, route := range v.tables[k].Routes {
			if via := n.via(v, route); via != "" {
				fmt.Fprintf(&r.ip, "route add %s via %s table %d\n", route.Destination, via, 100+k)
			} else {
				fmt.Fprintf(&r.ip, "route add blackhole %s table %d\n", route.Destination, 100+k)
			}
		}
		for _, egress := range []bool{true, false} {
			entries, far, mine, other := s.ACL.To().Ingress, "saddr", "oifname", "iifname"
			if egress {
				entries, far, mine, other = s.ACL.To().Egress, "daddr", "iifname", "oifname"
			}
			fmt.Fprintf(&r.nft, "chain s%d%t {\n", k, egress)
			for _, e := range entries {
				if p, _ := e.CIDR.Get(); p.Addr().Is6() {
					continue
				}
				action := "drop"
				if e.Allow.Or(false) {
					action = "return"
				}
				fmt.Fprintf(&r.nft, "ip %s %s %s %s\n", far, e.CIDR, nftMatch(e.Match), action)
			}
			fmt.Fprintf(&r.nft, "drop\n}\n")
			fmt.Fprintf(&jumps, "%s br%d %s != br%d jump s%d%t\n", mine, k, other, k, k, egress)
		}
	}
	fmt.Fprintf(&r.nft, "chain forwarding { type filter hook forward priority 0; policy accept;\n%s}\n}\n", jumps.String())
}

// via is the next hop of a route in the router's namespace, empty for none.
func (n *kernelNetwork) via(v *kernelVPC, r *model.Route) string {
	switch r.Target.Kind {
	case model.TargetInternetGateway:
		return "169.254.1.2"
	case model.TargetNATGateway:
		return v.nat.PrivateIP.String()
	case model.TargetPeering:
		if v.peers["pcx"] == "" {
			return ""
		}
		return fmt.Sprintf("169.254.3.%d", 3-v.k)
	case model.TargetTransitGateway:
		return fmt.Sprintf("169.254.4.%d", 4*v.k+2)
	}
	return ""
}

func nftMatch(m model.FilterMatch) string {
	p := m.Protocol.Or(packet.AnyProtocol)
	if !p.HasPorts() {
		return ""
	}
	return fmt.Sprintf("%v dport %d-%d", p, m.FromPort.Or(0), m.ToPort.Or(65535))
}

// buildGroups gives a host the stateful filters of its security groups.
func (n *kernelNetwork) buildGroups(h *host) {
	w := &n.space(h.ns).nft
	fmt.Fprintf(w, "table ip groups {\n")
	g := h.iface.Groups.Items[0].To()
	for _, egress := range []bool{true, false} {
		rules, far, hook := g.Ingress, "saddr", "input"
		if egress {
			rules, far, hook = g.Egress, "daddr", "output"
		}
		fmt.Fprintf(w, "chain %sput { type filter hook %s priority 0; policy drop; ct state established accept;\n", hook[:1], hook)
		for _, r := range rules {
			var ends []string
			for _, c := range r.CIDRs.Items {
				ends = append(ends, c.String())
			}
			for _, ref := range r.Groups.Items {
				for _, m := range ref.To().Interfaces {
					ends = append(ends, m.PrivateIPs[0].String())
				}
			}
			for _, end := range ends {
				fmt.Fprintf(w, "ip %s %s %s accept\n", far, end, nftMatch(r.Match))
			}
		}
		fmt.Fprintf(w, "}\n")
	}
	fmt.Fprintf(w, "}\n")
}

// serve answers connections and datagrams on the host.
func (n *kernelNetwork) serve(h *host) error {
	return inNamespace(h.ns, func() error {
		for _, port := range kernelServices {
			at := netip.AddrPortFrom(h.addr, port)
			l, err := net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(at))
			if err != nil {
				return err
			}
			u, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(at))
			if err != nil {
				return err
			}
			n.closed = append(n.closed, func() { l.Close(); u.Close() })
			go answerConnections(l)
			go answerDatagrams(u)
		}
		return nil
	})
}

func answerConnections(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			_, _ = c.Write([]byte{2})
			_, _ = c.Read(make([]byte, 1))
		}()
	}
}

func answerDatagrams(u *net.UDPConn) {
	room := make([]byte, 16)
	for {
		k, from, err := u.ReadFromUDPAddrPort(room)
		if err != nil {
			return
		}
		_, _ = u.WriteToUDPAddrPort(room[:k], from)
	}
}

// inNamespace runs f on a thread inside a network namespace: the sockets that it makes are there.
func inNamespace(name string, f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlock it: the thread ends with the goroutine
		fd, err := unix.Open("/var/run/netns/"+name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err == nil {
			err = unix.Setns(fd, unix.CLONE_NEWNET)
			unix.Close(fd)
		}
		if err == nil {
			err = f()
		}
		done <- err
	}()
	return <-done
}
