import type { EChartsCoreOption } from "echarts/core";
import { colours } from "../../../core/drawing.ts";
import { formatNumber, type Language } from "../../../core/text.ts";
import type { Digest } from "../digest.ts";
import { weekday } from "../text.ts";

/** echarts, loaded at the first chart: a process that draws none does without its tens of megabytes. */
async function loadEcharts() {
  const [{ init, use }, { BarChart, HeatmapChart }, { GridComponent, VisualMapComponent }, { SVGRenderer }] =
    await Promise.all([
      import("echarts/core"),
      import("echarts/charts"),
      import("echarts/components"),
      import("echarts/renderers"),
    ]);
  use([BarChart, HeatmapChart, GridComponent, VisualMapComponent, SVGRenderer]); // what it knows already it leaves
  return init;
}

export interface ChartStyle {
  width: number;
  height: number;
  fontSize: number;
  fontFamily: string;
}

/** Labels lie within the picture. */
const outer = { outerBoundsMode: "same", outerBoundsContain: "axisLabel" } as const;

/** Draws on the server: an SVG that needs no script and no font of its own. */
async function draw(option: EChartsCoreOption, { width, height, fontSize, fontFamily }: ChartStyle): Promise<string> {
  const init = await loadEcharts();
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily, fontSize, color: colours.ash },
      ...option,
    });
    return chart.renderToSVGString().replaceAll(/ (?:ecmeta_\w+|class)="[^"]*"/g, "");
  } finally {
    chart.dispose();
  }
}

/** Messages by weekday (rows, Monday on top) and local hour. */
export function heatmapChart({ figures }: Digest, language: Language, style: ChartStyle): Promise<string> {
  const cells = figures.heatmap.flatMap((hours, day) => hours.map((messages, hour) => [hour, day, messages]));
  const most = Math.max(1, ...cells.map(([, , messages]) => messages ?? 0));
  const label = { color: colours.ash, fontSize: style.fontSize };
  const bare = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
  return draw(
    {
      grid: { left: 8, right: 8, top: 4, bottom: 4, ...outer },
      xAxis: {
        type: "category",
        data: figures.heatmap[0]?.map((_, hour) => String(hour)),
        axisLabel: { ...label, interval: 5 },
        ...bare,
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: figures.heatmap.map((_, day) => weekday(day + 1, language).replace(/^([A-Z][a-z]{2})[a-z]*$/, "$1")),
        axisLabel: { ...label, interval: 0 },
        ...bare,
      },
      visualMap: { show: false, min: 0, max: most, inRange: { color: [colours.faint, colours.glow, colours.ember] } },
      series: [
        { type: "heatmap", data: cells, itemStyle: { borderWidth: 1, borderColor: "transparent", borderRadius: 2 } },
      ],
    },
    style,
  );
}

/** A count of the periods before and of this one, which stands out. */
export function trendChart(
  values: readonly number[],
  labels: readonly string[],
  language: Language,
  style: ChartStyle,
): Promise<string> {
  const label = { color: colours.ash, fontSize: style.fontSize };
  return draw(
    {
      grid: { left: 8, right: 8, top: style.fontSize * 1.8, bottom: 4, ...outer },
      xAxis: {
        type: "category",
        data: labels,
        axisLabel: { ...label, interval: 0 },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.faint } },
      },
      yAxis: { type: "value", show: false },
      series: [
        {
          type: "bar",
          barMaxWidth: 48,
          data: values.map((value, index) => ({
            value,
            itemStyle: {
              color: index === values.length - 1 ? colours.ember : colours.glow,
              borderRadius: [3, 3, 0, 0],
            },
          })),
          label: {
            show: true,
            position: "top",
            ...label,
            formatter: ({ value }: { value: number }) => formatNumber(value, language),
          },
        },
      ],
    },
    style,
  );
}

/** A count of each of several, the first on top; `beside` stands behind its bar. */
export function barsChart(
  rows: readonly { name: string; value: number; beside: string }[],
  style: ChartStyle,
): Promise<string> {
  const label = { color: colours.ash, fontSize: style.fontSize };
  const bare = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
  // room behind the longest bar for its label
  const most = Math.max(1, ...rows.map(({ value }) => value)) * 1.8;
  return draw(
    {
      grid: { left: 8, right: 8, top: 4, bottom: 4, ...outer },
      xAxis: { type: "value", max: most, show: false },
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map(({ name }) => name),
        axisLabel: { ...label, interval: 0, width: style.width / 3, overflow: "truncate" },
        ...bare,
      },
      series: [
        {
          type: "bar",
          barWidth: "55%",
          itemStyle: { color: colours.ember, borderRadius: [0, 3, 3, 0] },
          data: rows.map(({ value, beside }) => ({
            value,
            label: { show: true, position: "right", ...label, formatter: () => beside },
          })),
        },
      ],
    },
    style,
  );
}
