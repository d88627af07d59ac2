/** Shapes on the wire. Decimals are strings, times ISO 8601 with Z. */
import type { components } from "./schema";

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

type Schemas = components["schemas"];

// ---- Floor: as the routes declare it, and what pushes say of it

export type Pnl = Schemas["PnlOut"];
export type Algorithm = Schemas["AlgorithmOut"];
export type Reason = Schemas["ReasonOut"];
export type Position = Omit<Schemas["PositionOut"], "side"> & { side: string | null };
export type OrderDetail = Schemas["OrderDetail"];
export type FloorTrade = Schemas["FloorTradeOut"];
export type FloorCurve = Schemas["FloorEquityCurve"];
export type EquityPoint = Schemas["EquityOut"];
export type StopState = "requested" | "accepted" | "quiesced" | "finished";
export type StopOperation = Omit<Schemas["OperationOut"], "state"> & { state: StopState };

type Pushed = "order_id" | "client_order_id" | "algorithm_id" | "symbol" | "side" | "type" | "purpose" | "state"
  | "quantity" | "filled_quantity" | "average_price" | "fees" | "reason" | "mode";

/** A push says less of an order than a list does, but when it happened. */
export type Order = Pick<Schemas["OrderOut"], Pushed> & Partial<Schemas["OrderOut"]> & { occurred_at?: string };

export type FloorSync = Omit<Schemas["SyncOut"], "open_orders" | "positions" | "operation"> & {
  open_orders: Order[];
  positions: Position[];
  operation: StopOperation | null;
};

export interface StopProgress {
  operation_id: string;
  step: string;
  done: number;
  total: number;
  state: StopState;
  failures: { kind: string; object: string; message: string }[];
  finished: boolean;
}

// ---- Strategies, runs, promotions, candles: as the routes declare them

export type Me = Schemas["Me"];
export type Spec = Schemas["SpecModel"];
export type Template = Schemas["TemplateOut"];
export type StrategySummary = Schemas["StrategyOut"];
export type StrategyVersion = Schemas["StrategyVersionOut"];
export type StrategyDetail = Schemas["StrategyDetail"];
export type SpecError = Schemas["ProblemField"];
export type Validation = Schemas["SpecVerdict"];
export type Series = Schemas["SeriesOut"];
export type Candle = Schemas["CandleOut"];
export type Limits = Schemas["LimitsModel"];
export type RunState = Schemas["RunState"];
export type Backtest = Schemas["BacktestOut"];
export type BacktestCurve = Schemas["EquityCurve"];
export type BacktestPoint = Schemas["EquityPoint"];
export type Trade = Schemas["TradeOut"];
export type Gate = Schemas["GateOut"];
export type Metric = Schemas["MetricOut"];
export type ReportCard = Schemas["ReportCardOut"];
export type CardWalk = Schemas["WalkForwardTable"];
export type CardSensitivity = Schemas["SensitivityTable"];
export type CardPaper = Schemas["PaperFiguresOut"];
export type Promotion = Schemas["PromotionOut"];
export type Review = Schemas["ReviewOut"];
export type ReviewDetail = Schemas["ReviewDetail"];
export type Sizing = Schemas["SizingOut"];
export type Drift = Schemas["DriftOut"];

/** What has a default may be left out of a request. */
type Asked<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

export type BacktestRequest = Omit<Asked<Schemas["BacktestIn"], "strategy_id" | "version" | "series">, "costs" | "limits"> & {
  costs?: Partial<Schemas["CostsModel"]>;
  limits?: Partial<Limits>;
};
export type PromotionRequest = Omit<Asked<Schemas["PromotionIn"], "run_id" | "target" | "capital">, "limits"> & {
  limits?: Partial<Limits>;
};

// ---- What is computed over runs and bars: estimates, comparisons, exports, indicators, opportunities

export type RunEstimate = Schemas["RunEstimateOut"];
export type Comparison = Schemas["ComparisonOut"];
export type ComparedRun = Schemas["ComparedRunOut"];
export type ExportLink = Schemas["ExportOut"];
export type ExportFormat = ExportLink["format"];
export type IndicatorEntry = Schemas["IndicatorOut"];
export type IndicatorSeries = Schemas["IndicatorSeriesOut"];
export type IndicatorReading = Schemas["IndicatorReading"];
export type Opportunity = Schemas["OpportunityOut"];
export type Contribution = Schemas["ContributionOut"];

// ---- Collectors of evidence, and how far it can be trusted

export type Collector = Schemas["CollectorOut"];
export type CollectorSource = Schemas["SourceOut"];
export type CollectorRun = Schemas["CollectorRunOut"];
export type CollectorFigures = Schemas["CollectorFigures"];
export type CollectorsHealth = Schemas["CollectorsHealth"];
export type CheckedConnection = Schemas["CheckedOut"];
export type LogLine = Schemas["LogLine"];
export type Sample = Schemas["SampleOut"];
export type Quality = Schemas["QualityOut"];

// ---- Searches over parameters, and walk-forwards

export type Optimisation = Schemas["OptimisationOut"];
export type OptimisationDetail = Schemas["OptimisationDetail"];
export type ResultRow = Schemas["ResultRow"];
export type HeatMap = Schemas["HeatMapOut"];
export type Luck = Schemas["LuckOut"];
export type Neighbourhood = Schemas["NeighbourhoodOut"];
export type Sensitivity = Schemas["SensitivityOut"];
export type Stability = Schemas["StabilityOut"];
export type SearchEstimate = Schemas["EstimateOut"];
export type SearchProgress = Schemas["ProgressOut"];
export type SearchStarted = Schemas["SearchStarted"];
export type Walkforward = Schemas["WalkforwardOut"];
export type WalkforwardDetail = Schemas["WalkforwardDetail"];
export type Fold = Schemas["FoldOut"];
export type Chain = Schemas["ChainOut"];
export type Objective = Optimisation["objective"];
export type Method = Optimisation["method"];

type AskedSearch<T extends { strategy_id: string; version: number; series: string; costs?: unknown; limits?: unknown }> =
  Omit<Asked<T, "strategy_id" | "version" | "series">, "costs" | "limits"> & { costs?: Partial<Schemas["CostsModel"]>; limits?: Partial<Limits> };

export type OptimisationRequest = AskedSearch<Schemas["OptimisationIn"]>;
export type WalkforwardRequest = AskedSearch<Schemas["WalkforwardIn"]>;

// ---- The four ledgers

export type Freshness = Schemas["FreshnessOut"];
export type Glass = Schemas["GlassOut"];
export type GlassPoint = Schemas["GlassPoint"];
export type Protocol = Schemas["ProtocolOut"];
export type Human = Schemas["HumanOut"];
export type HumanDay = Schemas["HumanDayMood"];
export type HumanDayDetail = Schemas["HumanDayOut"];
export type Mood = Schemas["MoodOut"];
export type Alert = Schemas["AlertOut"];
export type AlertRequest = Partial<Schemas["AlertIn"]>;
export type Notification = Schemas["NotificationOut"];
export type Catalyst = Schemas["CatalystOut"];
export type CatalystList = Schemas["CatalystPage"];
export type CatalystDetail = Schemas["CatalystDetail"];
export type PastEffect = Schemas["PastEffectOut"];
export type Prices = Schemas["PricesOut"];
export type Price = Schemas["PriceOut"];
export type Spreads = Schemas["SpreadsOut"];
export type Spread = Schemas["SpreadOut"];
export type Rankings = Schemas["RankingsOut"];
export type Ranked = Schemas["RankedOut"];
export type LedgerQuery = Asked<Schemas["LedgerQueryIn"], "ledger">;
export type LedgerRows = Schemas["LedgerQueryPage"];
export type LedgerRow = Schemas["QueriedRecord"];
