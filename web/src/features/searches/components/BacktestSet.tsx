/** From a set to its report card: kept as a new version, then run on the same bars. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import type { BacktestRequest, OptimisationDetail, StrategyVersion } from "@/lib/api/types";
import { useStrategy, useVersions } from "@/lib/reads";
import { useApi } from "@/lib/services";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { FormProblem } from "@/ui/states";
import { setText, withSet } from "../api/figures";

interface SetProps {
  search: OptimisationDetail;
  set: Record<string, string>;
  onClose: () => void;
}

export function BacktestSet({ search, set, onClose }: SetProps) {
  const strategy = useStrategy(search.strategy_id);
  const versions = useVersions(search.strategy_id);
  const searched = versions.data?.items.find((one) => one.version === search.version);
  const latest = strategy.data?.latest.version;
  const start = useBacktestSet(search);
  const navigate = useNavigate();
  return (
    <Dialog title="Backtest this set" onClose={onClose}>
      <p className="mono">{setText(set)}</p>
      <p className="muted">
        Keeps version {search.version} with these values as a new version, then runs it over {search.series.replaceAll(":", " ")} with its newest bars, which the search did not see, held out for judging.
      </p>
      <FormProblem error={start.error ?? strategy.error ?? versions.error} />
      <div className="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="primary"
          disabled={!searched || latest === undefined}
          busy={start.isPending && "Starting…"}
          onClick={() => {
            if (searched && latest !== undefined) start.mutate({ searched, latest, set }, { onSuccess: ({ run_id }) => void navigate(`/backtests/${run_id}`) });
          }}
        >
          Keep it and backtest
        </Button>
      </div>
    </Dialog>
  );
}

/** Over the same time with the same money: only then does the search speak of the run. */
const requestOf = ({ strategy_id, series, start, end, initial_capital }: OptimisationDetail, version: number): BacktestRequest => ({
  strategy_id,
  version,
  series,
  ...(start ? { start } : {}),
  ...(end ? { end } : {}),
  initial_capital,
});

interface Wish {
  searched: StrategyVersion;
  latest: number;
  set: Record<string, string>;
}

function useBacktestSet(search: OptimisationDetail) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ searched, latest, set }: Wish) => {
      const path = `/v1/strategies/${search.strategy_id}/versions`;
      const kept = await api.post<StrategyVersion>(path, { spec: withSet(searched.spec, set), based_on: latest });
      return api.post<{ run_id: string }>("/v1/backtests", requestOf(search, kept.version));
    },
    onSuccess: () => Promise.all([["strategy", search.strategy_id], ["strategies"], ["backtests"]].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
