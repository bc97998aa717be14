// Package plan reads what Terraform and OpenTofu write of a plan or a state as JSON: the output of
// "terraform show -json" for either, and state files of version 4.
//
// [Read] goes over the bytes once. It keeps the attributes of resource types that package attribute knows,
// before and after the plan, and the configuration's references; everything else is skipped and counted.
// A plan gives only the names that an expression refers to, and no ids of what does not exist yet;
// [File.Resolve] puts identifiers in their place: certain ones where only one object can be meant, candidates
// where several can, and nothing where nothing is left.
//
// # What a plan alone does not hold
//
// Over 55 plans of public modules nine of ten such references can be told, and those of them that were compared
// with the modules' sources were right. What stays open does so because of what the JSON leaves out:
//
//	expression                                   what the plan keeps of it        what is lost
//	X["public-${each.value.zone}"].id            X, each.value.zone               the key: the values of for_each
//	each.value.public ? X.id : Y.id              each.value.public, X.id, Y.id    the condition
//	module.m.ids["app"][count.index % 2]         module.m.ids["app"], count.index what is under which key of an output
//	[for s in X : s.id if s.tier == "app"]       X                                the filter
//	element(module.m.subnets, 0)                 module.m.subnets                 the index: a function's literal argument
//	X[local.of[each.key]].id                     X, local.of, each.key            the local
//	dynamic "subnet_mapping" { ... }             nothing                          the block
//	data.t.x.id, where t is read during apply    data.t.x                         the value
//	X[(count.index + 1) % 3].id                  X, count.index                   the arithmetic; see paired
//
// testdata/links of package terraform holds two networks that differ in links of these shapes and have one plan, byte
// for byte. A plan of code that chooses by each.value throughout keeps three of four of its links.
package plan
