//go:build linux

package reach_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
)

var kernelNetworks = flag.Int("kernel-networks", 200, "how many networks to build in namespaces of the Linux kernel")

// The engine and the Linux kernel agree: random networks are built of namespaces, and real TCP connections and
// UDP exchanges succeed exactly where the engine says so.
func TestAgreesWithKernel(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds networks in the kernel, which takes minutes")
	}
	if os.Geteuid() != 0 {
		t.Skip("it needs root to build network namespaces")
	}
	for _, tool := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("it needs iproute2 and nftables: " + tool + " is not installed")
		}
	}
	if out, err := exec.Command("unshare", "--net", "nft", "add", "table", "ip", "probe").CombinedOutput(); err != nil {
		t.Skipf("namespaces or nftables do not work here: %s", out)
	}
	var (
		mu    sync.Mutex
		count = map[reach.Verdict]int{}
		wg    sync.WaitGroup
		seeds = make(chan uint64)
		start = time.Now()
		built int
	)
	const bound = 4 * time.Minute
	for range 3 {
		wg.Go(func() {
			for seed := range seeds {
				verdicts, err := compareWithKernel(seed)
				mu.Lock()
				for _, v := range verdicts {
					count[v]++
				}
				built++
				if err != nil {
					t.Errorf("network %d: %v", seed, err)
				}
				mu.Unlock()
			}
		})
	}
	for seed := range uint64(*kernelNetworks) {
		if time.Since(start) > bound {
			break
		}
		seeds <- seed + 1
	}
	close(seeds)
	wg.Wait()
	t.Logf("%d networks in %v: %v", built, time.Since(start).Round(time.Second), count)
	require.Equal(t, *kernelNetworks, built, "the machine is too slow for all networks")
	require.Greater(t, count[reach.Reachable], built/4, "the random networks are too closed")
	require.Greater(t, count[reach.Blocked], built/4, "the random networks are too open")
}

// compareWithKernel builds one network and makes exchanges in it.
func compareWithKernel(seed uint64) ([]reach.Verdict, error) {
	n := randomKernelNetwork(seed)
	n.net.Link()
	e := reach.New(n.net)
	defer n.remove()
	if err := n.create(); err != nil {
		return nil, err
	}
	questions := n.questions(rand.New(rand.NewPCG(seed, 3)))
	verdicts := make([]reach.Verdict, len(questions))
	errs := make([]error, len(questions))
	var wg sync.WaitGroup
	for i, q := range questions {
		wg.Go(func() {
			r := e.Path(q.query())
			if verdicts[i] = r.Verdict; r.Verdict == reach.Undecided {
				return // which port a NAT gateway takes decides
			}
			got := q.exchange(q.srcPort, 500*time.Millisecond)
			for try := 1; try <= 3 && !got && r.Verdict == reach.Reachable; try++ {
				// A busy machine may be late; a network that drops packets drops them always.
				got = q.exchange(q.srcPort+uint16(100*try), 2*time.Second)
			}
			if got != (r.Verdict == reach.Reachable) {
				errs[i] = fmt.Errorf("%v: the engine says %s, in the kernel the exchange succeeds: %t", q, r.Verdict, got)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return verdicts, err
		}
	}
	return verdicts, nil
}

// question is one exchange between two hosts of a kernel network.
type question struct {
	from, to *host
	udp      bool
	srcPort  uint16
	dstPort  uint16
}

func (q question) String() string {
	p := q.packet()
	return fmt.Sprintf("%v from %s to %s", p, q.from.ns, q.to.ns)
}

// packet is the first packet as the engine sees it: with private addresses inside.
func (q question) packet() packet.Packet {
	p := packet.Packet{Protocol: packet.TCP, Src: q.from.addr, Dst: q.to.addr, SrcPort: q.srcPort, DstPort: q.dstPort}
	if q.udp {
		p.Protocol = packet.UDP
	}
	return p
}

func (q question) query() reach.Query {
	end := func(h *host) reach.Endpoint {
		if h.iface == nil {
			return reach.InternetEnd(packet.Addrs(h.addr))
		}
		return reach.InterfaceEnd(h.iface)
	}
	return reach.Query{From: end(q.from), To: end(q.to), Packets: packet.Of(q.packet())}
}

// exchange connects, or sends a datagram, and waits for an answer.
func (q question) exchange(srcPort uint16, patience time.Duration) bool {
	dst := q.to.addr
	if q.from.iface == nil {
		dst = q.to.public
	}
	if !dst.IsValid() {
		dst = netip.MustParseAddr("198.51.100.250") // nobody has it: there is no public address to ask
	}
	local, remote := netip.AddrPortFrom(q.from.addr, srcPort), netip.AddrPortFrom(dst, q.dstPort)
	answer := make([]byte, 1)
	ok := false
	err := inNamespace(q.from.ns, func() error {
		d := net.Dialer{Timeout: patience, LocalAddr: net.TCPAddrFromAddrPort(local)}
		network := "tcp4"
		if q.udp {
			d.LocalAddr, network = net.UDPAddrFromAddrPort(local), "udp4"
		}
		c, err := d.Dial(network, remote.String())
		if err != nil {
			return nil // no answer is an answer
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(patience))
		if _, err := c.Write([]byte{1}); err != nil {
			return nil
		}
		_, err = c.Read(answer)
		ok = err == nil
		return nil
	})
	return err == nil && ok
}
