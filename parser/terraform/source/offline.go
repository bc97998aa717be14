package source

import (
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// offlineValues gives what a data source tells without asking AWS, by attribute: what follows from its
// arguments and the provider's region, or what the caller of Load knows. It is nil for the others.
func (i *instance) offlineValues() map[string]cty.Value {
	if i.offlineDone {
		return i.offline
	}
	i.offlineDone = true // before the evaluation: a data source never needs its own result
	if i.node.config.mode != Data || i.unexpanded() {
		return nil
	}
	if read := offlineSource(i.node.config.typeName); read != nil {
		i.offline = read(i)
	} else if read := i.node.m.e.opts.ReadData; read != nil {
		i.offline = read(DataQuery{Type: i.node.config.typeName, Arguments: i.values(), Provider: i.providerRef()})
	}
	return i.offline
}

// offlineSource gives the reader of a data source that can be read without AWS, or nil.
func offlineSource(typeName string) func(*instance) map[string]cty.Value {
	switch typeName {
	case "aws_region":
		return readRegion
	case "aws_partition":
		return readPartition
	case "aws_caller_identity":
		return readCallerIdentity
	case "aws_availability_zones":
		return readAvailabilityZones
	case "aws_availability_zone":
		return readAvailabilityZone
	case "aws_vpc_endpoint_service":
		return readEndpointService
	case "aws_ami":
		return readImage
	case "aws_prefix_list", "aws_ec2_managed_prefix_list":
		return readPrefixList
	case "aws_service":
		return readService
	case "aws_iam_policy_document":
		return readPolicyDocument
	case "template_file":
		return readTemplateFile
	case "null_data_source":
		return readNullDataSource
	}
	return nil
}

// argumentText gives a written argument that is a known string.
func (i *instance) argumentText(name string) (string, bool) {
	v, ok := i.written(name)
	if !ok {
		return "", false
	}
	return stringValue(v)
}

func readRegion(i *instance) map[string]cty.Value {
	region := i.regionName()
	if name, ok := i.argumentText("name"); ok {
		region = name
	}
	v := cty.StringVal(region)
	return map[string]cty.Value{
		"name": v, "id": v, "region": v,
		"endpoint": cty.StringVal("ec2." + region + "." + dnsSuffix(i.partition())),
	}
}

func dnsSuffix(partition string) string {
	if partition == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

func readPartition(i *instance) map[string]cty.Value {
	partition := i.partition()
	suffix := dnsSuffix(partition)
	parts := strings.Split(suffix, ".")
	reversed := "com.amazonaws"
	if len(parts) == 3 {
		reversed = "cn.com.amazonaws"
	}
	return map[string]cty.Value{
		"partition": cty.StringVal(partition), "id": cty.StringVal(partition),
		"dns_suffix": cty.StringVal(suffix), "reverse_dns_prefix": cty.StringVal(reversed),
	}
}

func readCallerIdentity(i *instance) map[string]cty.Value {
	account := i.account()
	return map[string]cty.Value{
		"account_id": account, "id": account,
		"arn":     cty.StringVal(SyntheticID(i.node.m.e.opts.ID, i.node.m.providerOf(i).key, "caller_arn")),
		"user_id": cty.UnknownVal(cty.String),
	}
}

// zoneSuffixes are the zones that a region is taken to have. Nearly every region has three; names, not
// numbers, are what configurations use.
var zoneSuffixes = []string{"a", "b", "c"}

func readAvailabilityZones(i *instance) map[string]cty.Value {
	region := i.regionName()
	zones, ok := i.zoneNames(region)
	if !ok {
		return map[string]cty.Value{"id": cty.StringVal(region)}
	}
	excluded := map[string]bool{}
	for _, argument := range []string{"exclude_names", "exclude_zone_ids"} {
		if v, written := i.written(argument); written {
			names, known := knownStrings(v)
			if !known {
				return map[string]cty.Value{"id": cty.StringVal(region)}
			}
			for _, name := range names {
				excluded[name] = true
			}
		}
	}
	var names, ids []cty.Value
	for _, name := range zones {
		if id := zoneID(name); !excluded[name] && !excluded[id] {
			names = append(names, cty.StringVal(name))
			ids = append(ids, cty.StringVal(id))
		}
	}
	values := map[string]cty.Value{
		"id":          cty.StringVal(region),
		"names":       cty.ListValEmpty(cty.String),
		"zone_ids":    cty.ListValEmpty(cty.String),
		"group_names": cty.SetVal([]cty.Value{cty.StringVal(region)}),
	}
	if len(names) > 0 {
		values["names"], values["zone_ids"] = cty.ListVal(names), cty.ListVal(ids)
	}
	return values
}

// zoneNames gives the zones of a region that pass the filters of an aws_availability_zones data source: those
// that the filters name, which then exist, or the first three. ok is false where a filter cannot be judged.
func (i *instance) zoneNames(region string) (names []string, ok bool) {
	for _, suffix := range zoneSuffixes {
		names = append(names, region+suffix)
	}
	v, written := i.written("filter")
	if !written {
		return names, true
	}
	if !v.IsWhollyKnown() || v.IsNull() || !v.CanIterateElements() {
		return nil, false
	}
	for it := v.ElementIterator(); it.Next(); {
		_, filter := it.Element()
		name, values, ok := FilterParts(filter)
		if !ok {
			return nil, false
		}
		switch name {
		case "zone-name":
			names = values
		case "opt-in-status", "zone-type", "state", "region-name", "group-name": // what ordinary zones pass
		default:
			return nil, false
		}
	}
	slices.Sort(names)
	return names, true
}

// knownStrings gives the elements of a collection of strings; ok is false where any of it is unknown.
func knownStrings(v cty.Value) (texts []string, ok bool) {
	switch {
	case !v.IsWhollyKnown():
		return nil, false
	case v.IsNull():
		return nil, true
	case !v.CanIterateElements():
		return nil, false
	}
	for it := v.ElementIterator(); it.Next(); {
		_, elem := it.Element()
		text, ok := stringValue(elem)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// FilterParts gives the name and values of a filter block of a data source; ok is false where a part of them is not
// known.
func FilterParts(filter cty.Value) (name string, values []string, ok bool) {
	t := filter.Type()
	if !filter.IsKnown() || filter.IsNull() || !t.IsObjectType() || !t.HasAttribute("name") || !t.HasAttribute("values") {
		return "", nil, false
	}
	name, ok = stringValue(filter.GetAttr("name"))
	if !ok {
		return "", nil, false
	}
	values, ok = knownStrings(filter.GetAttr("values"))
	return name, values, ok
}

// zoneID gives a stand-in for the id of a zone; AWS's own ids differ from account to account.
func zoneID(zone string) string {
	if zone == "" {
		return ""
	}
	region, suffix := zone[:len(zone)-1], zone[len(zone)-1]
	return strings.ReplaceAll(region, "-", "") + "-az" + strconv.Itoa(int(suffix-'a')+1)
}

func readAvailabilityZone(i *instance) map[string]cty.Value {
	name, ok := i.argumentText("name")
	if !ok || len(name) < 2 {
		return nil
	}
	return map[string]cty.Value{
		"name": cty.StringVal(name), "id": cty.StringVal(name), "region": cty.StringVal(name[:len(name)-1]),
		"name_suffix": cty.StringVal(name[len(name)-1:]), "group_name": cty.StringVal(name[:len(name)-1]),
	}
}

func readEndpointService(i *instance) map[string]cty.Value {
	values := map[string]cty.Value{}
	if service, ok := i.argumentText("service"); ok {
		prefix := "com.amazonaws."
		if i.partition() == "aws-cn" && service != "s3" && service != "dynamodb" {
			prefix = "cn.com.amazonaws."
		}
		values["service_name"] = cty.StringVal(prefix + i.regionName() + "." + service)
	}
	if kind, ok := i.argumentText("service_type"); ok {
		values["service_type"] = cty.StringVal(kind)
	}
	return values
}

// readImage gives images that are looked for by a name of Windows an id that says so. Of all others nothing is known
// but that they are images.
func readImage(i *instance) map[string]cty.Value {
	name, _ := i.filterValue("name")
	if name == "" {
		name, _ = i.argumentText("name_regex")
	}
	platform, _ := i.filterValue("platform")
	if !strings.Contains(strings.ToLower(name+" "+platform), "windows") {
		return nil
	}
	id := cty.StringVal(SyntheticID(i.node.m.e.opts.ID, i.addr, "id") + "windows")
	return map[string]cty.Value{"id": id, "image_id": id, "platform": cty.StringVal("windows")}
}

func readPrefixList(i *instance) map[string]cty.Value {
	name, ok := i.argumentText("name")
	if !ok {
		name, ok = i.filterValue("prefix-list-name")
	}
	if !ok || !strings.HasPrefix(name, "com.amazonaws.") {
		return nil
	}
	id := cty.StringVal(ManagedPrefixListID(name))
	return map[string]cty.Value{"id": id, "prefix_list_id": id, "name": cty.StringVal(name)}
}

// filterValue gives the only value of a data source's filter block of that name.
func (i *instance) filterValue(name string) (string, bool) {
	v, ok := i.written("filter")
	if !ok || !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return "", false
	}
	for it := v.ElementIterator(); it.Next(); {
		_, filter := it.Element()
		if got, values, ok := FilterParts(filter); ok && got == name && len(values) == 1 {
			return values[0], true
		}
	}
	return "", false
}

func readService(i *instance) map[string]cty.Value {
	id, ok := i.argumentText("service_id")
	if !ok {
		return nil
	}
	region := i.regionName()
	if name, ok := i.argumentText("region"); ok {
		region = name
	}
	return map[string]cty.Value{
		"service_id": cty.StringVal(id), "region": cty.StringVal(region), "partition": cty.StringVal(i.partition()),
		"reverse_dns_name":   cty.StringVal("com.amazonaws." + region + "." + id),
		"reverse_dns_prefix": cty.StringVal("com.amazonaws"),
		"dns_name":           cty.StringVal(id + "." + region + "." + dnsSuffix(i.partition())),
	}
}

func readTemplateFile(i *instance) map[string]cty.Value {
	text, ok := i.argumentText("template")
	if !ok {
		return nil
	}
	vars := cty.EmptyObjectVal
	if v, ok := i.written("vars"); ok && !v.IsNull() {
		vars = v
	}
	rendered, err := i.node.m.e.render([]byte(text), i.addr, vars, i.node.m.e.funcs)
	if err != nil {
		return nil
	}
	return map[string]cty.Value{"rendered": rendered}
}

func readNullDataSource(i *instance) map[string]cty.Value {
	v, ok := i.written("inputs")
	if !ok {
		return nil
	}
	return map[string]cty.Value{"outputs": v}
}
