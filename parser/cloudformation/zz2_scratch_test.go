package cloudformation
import ("testing";"os";"path/filepath";"fmt";"time";"github.com/netlint/netlint/parser/cloudformation/template";"github.com/netlint/netlint/model")
func TestScratch(t *testing.T){
 a,_:=filepath.Glob("/work/shared/cases/*/template*")
 b,_:=filepath.Glob("/work/shared/corpus/cloudformation/*")
 for _,f:=range append(a,b...){
  data,_:=os.ReadFile(f)
  if template.Detect(data)!=template.KindTemplate {continue}
  t0:=time.Now()
  set,diags:=Load([]template.File{{f,data}},template.Options{ReadFile:os.ReadFile})
  t1:=time.Now()
  for i:=range set.Scenarios(){
   n:=&model.Network{}
   set.Build(i,n)
   t2:=time.Now()
   n.Link()
   t3:=time.Now()
   ext:=0
   if i==0 {fmt.Println(filepath.Base(filepath.Dir(f)),filepath.Base(f),"sc",len(set.Scenarios()),"ents",len(n.Entities()),"diags",len(diags),"load",t1.Sub(t0).Round(time.Microsecond),"build",t2.Sub(t1).Round(time.Microsecond),"link",t3.Sub(t2).Round(time.Microsecond),n.Unsupported,n.Partial,ext)
   if os.Getenv("V")!="" {for _,e:=range n.Entities(){o:=e.Base();fmt.Printf("   %s %s id=%s %v exp=%v\n",o.Address,o.Type,o.ID,o.Range,o.Exported)
    switch x:=e.(type){
    case *model.Route: fmt.Println("       ",x.Destination,x.Target.Kind,x.Target.ID, x.Target.To!=nil, x.Table.IsLinked())
    case *model.Subnet: fmt.Println("       ",x.CIDR,x.Zone,x.VPC.IsLinked(),x.RouteTable.ID(),x.ACL.ID(),len(x.Interfaces))
    case *model.NetworkACLEntry: fmt.Println("       ",x.ACL.IsLinked(),x.Number,x.Egress,x.Allow,x.Match,x.CIDR)
    case *model.SecurityGroupRule: fmt.Println("       ",x.Group.IsLinked(),x.Egress,x.Match,x.CIDRs,x.Groups.Open,len(x.Groups.Items))
    case *model.VPCEndpoint: fmt.Println("       ",x.ServiceName,x.Kind,x.Policy,len(x.RouteTables.Items))
    case *model.Policy: fmt.Println("       ",x.Document)
    case *model.Role: fmt.Println("       ",len(x.Policies.Items),x.Policies.Open,x.ManagedARNs)
    case *model.Workload: fmt.Println("       ",x.Kind,len(x.Subnets.Items),len(x.Groups.Items),x.Texts,x.Image)
    case *model.Listener: fmt.Println("       ",x.LoadBalancer.IsLinked(),x.Port,len(x.Actions),x.Actions)
    }
   }}}
  }
 }
}
