/** A new strategy: first where to start from, then the spec itself. */
import { useNavigate, useSearchParams } from "react-router";
import type { Template } from "@/lib/api/types";
import { words } from "@/lib/format";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { toast } from "@/ui/toasts";
import { useSaveStrategy, useTemplates } from "../api/queries";
import { SpecEditor } from "./SpecEditor";
import { SpecText } from "./SpecText";
import "./strategies.css";

export function TemplatesPage() {
  const templates = useTemplates();
  const [search, setSearch] = useSearchParams();
  const chosen = templates.data?.items.find((one) => one.template_id === search.get("template"));
  return (
    <Page title="New strategy">
      {templates.isError && <Problem error={templates.error} onRetry={() => void templates.refetch()} />}
      {chosen ? (
        <Create template={chosen} onBack={() => { setSearch({}); }} />
      ) : (
        <>
          <p className="muted">Start from a template; every rule and number of it can be changed.</p>
          <div className="templates">
            {templates.isPending && [0, 1, 2].map((index) => <Skeleton key={index} height={220} />)}
            {templates.data?.items.map((one) => (
              <TemplateCard key={one.template_id} template={one} onUse={() => { setSearch({ template: one.template_id }); }} />
            ))}
          </div>
          {templates.data?.items.length === 0 && <Empty title="No templates">None is installed at this stage.</Empty>}
        </>
      )}
    </Page>
  );
}

function TemplateCard({ template, onUse }: { template: Template; onUse: () => void }) {
  return (
    <section className="card" aria-label={template.name}>
      <h2>{template.name}</h2>
      <p className="muted">{template.description}</p>
      <div className="row"><Pill>{words(template.difficulty)}</Pill><Pill>{template.timeframes.join(", ")}</Pill>{template.tags.slice(0, 3).map((tag) => <Pill key={tag}>{tag}</Pill>)}</div>
      <Button aria-label={`Use this: ${template.name}`} onClick={onUse}>Use this</Button>
    </section>
  );
}

function Create({ template, onBack }: { template: Template; onBack: () => void }) {
  const save = useSaveStrategy(null);
  const navigate = useNavigate();
  return (
    <div className="two-one">
      <Card title={`From ${template.name}`} actions={<Button look="quiet" onClick={onBack}>Other template</Button>}>
        <SpecEditor
          spec={template.spec}
          saveText="Create strategy"
          saving={save.isPending}
          saveError={save.error}
          onSave={(spec) => {
            save.mutate(spec, {
              onSuccess: (made) => {
                toast("success", `${spec.name} is saved as version 1.`);
                void navigate(`/strategies/${made.strategy_id}`);
              },
            });
          }}
        />
      </Card>
      <Card title="The template"><SpecText spec={template.spec} /></Card>
    </div>
  );
}
