package operations

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// EBSBeyondInstanceLimit finds instances that cannot use what their volumes are provisioned for.
var EBSBeyondInstanceLimit = &rules.Rule{
	ID:            "ebs-beyond-instance-limit",
	Severity:      rules.Warning,
	ReportedAt:    "the instance",
	Since:         "0.1.0",
	BeyondPackets: true,
	Doc: rules.Doc{
		Title:   "Volumes that are provisioned for more than their instance carries",
		Problem: "The machine is slower than its volumes: IOPS and throughput that are paid for never arrive.",
		Behaviour: "Every instance type has limits for EBS traffic, over all volumes together. Smaller types have a baseline that holds for good, and a maximum that they reach " +
			"for at least 30 minutes in 24 hours.",
		Remediation:    "Take an instance type whose baseline carries the volumes, or provision the volumes for less.",
		Terraform:      "resource \"aws_instance\" \"batch\" {\n  instance_type = \"m5.8xlarge\"\n  # …\n}\n",
		CloudFormation: "Batch:\n  Type: AWS::EC2::Instance\n  Properties:\n    InstanceType: m5.8xlarge\n",
		Limits: "What only the baseline does not carry, and the maximum does, is a possible finding: it depends on how long the volumes are busy. Only volumes with IOPS or throughput above what gp3 brings by itself (3000 IOPS, 125 MiB/s) count. Types that the table does not know are silent; " +
			"it is generated from AWS's own figures and tells its day.",
		References: []string{
			"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html",
			"https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
		},
	},
	Run: runEBSBeyondInstanceLimit,
}

// What a gp3 volume has without being asked.
const (
	gp3IOPS       = 3000
	gp3Throughput = 125 // MiB/s
)

func runEBSBeyondInstanceLimit(p *rules.Pass) error {
	for _, w := range p.Net.Workloads {
		if w.Kind != model.WorkloadInstance || w.External {
			continue
		}
		name, ok := w.InstanceType.Get()
		if !ok {
			continue
		}
		if limit, ok := ebsLimits()[name]; ok {
			checkVolumes(p, w, name, limit)
		}
	}
	return nil
}

// volumesOf gives the volumes of an instance: its own and those that are certainly attached to it, with the
// objects that declare them.
func volumesOf(n *model.Network, w *model.Workload) (uses []model.VolumeUse, by []*model.Object) {
	for _, v := range w.Volumes {
		uses, by = append(uses, v), append(by, w.Base())
	}
	for _, a := range n.VolumeAttachments {
		if v := a.Volume.To(); v != nil && a.Instance.To() == w {
			uses, by = append(uses, v.VolumeUse), append(by, v.Base())
		}
	}
	return uses, by
}

func checkVolumes(p *rules.Pass, w *model.Workload, name string, limit ebsLimit) {
	uses, by := volumesOf(p.Net, w)
	iops, throughput := 0, 0
	var related []rules.Related
	for i, u := range uses {
		ownIOPS, ownThroughput := u.IOPS.Or(0), u.Throughput.Or(0)
		if ownIOPS <= gp3IOPS && ownThroughput <= gp3Throughput {
			continue
		}
		iops += ownIOPS
		throughput += ownThroughput
		related = append(related, rules.Related{
			Object: by[i], Range: u.Range, Message: fmt.Sprintf("This volume is provisioned for %s.", amounts(ownIOPS, ownThroughput)),
		})
	}
	mbps := mebibytes(throughput)
	if iops <= limit.baselineIOPS && mbps <= limit.baselineMbps {
		return
	}
	carries := fmt.Sprintf("%s carries %s", name, amounts(limit.baselineIOPS, limit.baselineMbps*1000*1000/8>>20))
	if limit.maximumIOPS > limit.baselineIOPS {
		carries += fmt.Sprintf(" for good and %s for a part of the day", amounts(limit.maximumIOPS, limit.maximumMbps*1000*1000/8>>20))
	}
	f := rules.Finding{
		Object: w.Base(), Range: w.Place("instance_type"), Related: related,
		Message: fmt.Sprintf("The volumes of %s are provisioned for %s, but %s.", w.Label(), amounts(iops, throughput), carries),
		Fix:     rules.Fix{Text: fmt.Sprintf("Take an instance type for %s whose baseline carries the volumes, or provision them for less.", w.Address)},
	}
	if iops <= limit.maximumIOPS && mbps <= limit.maximumMbps {
		f.Confidence, f.Unknown = rules.Possible, "the maximum suffices while it lasts, and for how long the volumes are busy is not known"
	}
	p.Report(f)
}

// mebibytes turns MiB/s into Mbit/s.
func mebibytes(n int) int { return n * 8 << 20 / 1000 / 1000 }

// amounts names IOPS and throughput in MiB/s, leaving out what is not stated.
func amounts(iops, throughput int) string {
	switch {
	case throughput == 0:
		return fmt.Sprintf("%d IOPS", iops)
	case iops == 0:
		return fmt.Sprintf("%d MiB/s", throughput)
	default:
		return fmt.Sprintf("%d IOPS and %d MiB/s", iops, throughput)
	}
}
