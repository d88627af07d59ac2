/** The members of an ensemble, or the specialists of the regimes: rules of their own, by name. */
import { Button } from "@/ui/basic";
import { TextField } from "@/ui/Field";
import { newMember, type BlendDraft, type MemberRow } from "../api/blend";
import { first } from "./BlendFields";
import { ExpressionField } from "./ExpressionField";
import { plainPath, type Part } from "./SpecEditor";

interface MembersProps {
  part: Part;
  /** Where they stand in the spec. */
  path: string;
  weighed: boolean;
  strong: boolean;
  least: number;
  /** What the regimes are told when a member changes its name. */
  onRenamed?: (before: string, after: string) => BlendDraft["specialists"];
}

const MOST = 10;

export function Members({ part: { draft: { blend }, set, at }, path, weighed, strong, least, onRenamed }: MembersProps) {
  const { members } = blend;
  const put = (rows: MemberRow[], change: Partial<BlendDraft> = {}) => { set({ blend: { ...blend, ...change, members: rows } }); };
  const edit = (row: MemberRow, change: Partial<MemberRow>) => {
    const renamed = change.name !== undefined && onRenamed ? { specialists: onRenamed(row.name.trim(), change.name.trim()) } : {};
    put(members.map((one) => (one.id === row.id ? { ...one, ...change } : one)), renamed);
  };
  const common = at(path).filter((error) => plainPath(error.path) === path);
  return (
    <>
      {members.map((row, index) => (
        <Member key={row.id} row={row} index={index} weighed={weighed} strong={strong} at={(rest) => at(`${path}.${String(index)}.${rest}`)} whole={at(`${path}.${String(index)}`).filter((error) => plainPath(error.path) === `${path}.${String(index)}`)}
          onEdit={(change) => { edit(row, change); }} onRemove={members.length > least ? () => { put(members.filter((one) => one.id !== row.id)); } : undefined} />
      ))}
      {common.length > 0 && <span className="problem down small" role="alert">{first(common)}</span>}
      <div>
        <Button look="quiet" disabled={members.length >= MOST} onClick={() => { put([...members, newMember({ name: freeName(members) })]); }}>Add a member</Button>
      </div>
    </>
  );
}

function freeName(members: readonly MemberRow[]): string {
  const taken = new Set(members.map((row) => row.name.trim()));
  let number = members.length + 1;
  while (taken.has(`member_${String(number)}`)) number += 1;
  return `member_${String(number)}`;
}

interface MemberProps {
  row: MemberRow;
  index: number;
  weighed: boolean;
  strong: boolean;
  at: Part["at"];
  whole: ReturnType<Part["at"]>;
  onEdit: (change: Partial<MemberRow>) => void;
  onRemove: (() => void) | undefined;
}

function Member({ row, index, weighed, strong, at, whole, onEdit, onRemove }: MemberProps) {
  const side = (name: "long" | "short") => at(name).filter((error) => plainPath(error.path).endsWith(`.${name}`));
  return (
    <div className="member" role="group" aria-label={`Member ${String(index + 1)}`}>
      <div className="member-head">
        <TextField label={`Member ${String(index + 1)}, name`} value={row.name} maxLength={40} spellCheck={false} problem={first(at("name"))} onValue={(name) => { onEdit({ name }); }} />
        {weighed && <TextField label="Weight" inputMode="decimal" value={row.weight} problem={first(at("weight"))} onValue={(weight) => { onEdit({ weight }); }} />}
        <Button look="quiet" aria-label={`Remove member ${row.name}`} disabled={!onRemove} title={onRemove ? undefined : "It needs the members it has."} onClick={onRemove}>Remove</Button>
      </div>
      <div className="member-rules">
        <ExpressionField label="Long: enter when" value={row.longEnter} errors={[...at("long.enter"), ...side("long")]} placeholder="close > sma(close, 50)" onValue={(longEnter) => { onEdit({ longEnter }); }} />
        <ExpressionField label="Long: exit when" value={row.longExit} errors={at("long.exit")} placeholder="close < sma(close, 50)" onValue={(longExit) => { onEdit({ longExit }); }} />
        <ExpressionField label="Short: enter when" value={row.shortEnter} errors={[...at("short.enter"), ...side("short")]} onValue={(shortEnter) => { onEdit({ shortEnter }); }} />
        <ExpressionField label="Short: exit when" value={row.shortExit} errors={at("short.exit")} onValue={(shortExit) => { onEdit({ shortExit }); }} />
      </div>
      {strong && <ExpressionField label="How strongly, 0 to 1" value={row.strength} errors={at("strength")} placeholder="blank: 1" onValue={(strength) => { onEdit({ strength }); }} />}
      {whole.length > 0 && <span className="problem down small">{first(whole)}</span>}
    </div>
  );
}
