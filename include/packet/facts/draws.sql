-- Samples drawn
-- One row per draw from a population of the period; a discarded one stays, with the reason.
SELECT
    draw.control_id, draw.draw_entry, draw.population_entry, draw.population_sha256, draw.seed, draw.strata,
    draw.drawn_items, draw.triggered_by, draw.recorded_at, gone.reason AS discarded_reason,
    gone.recorded_at AS discarded_at
FROM asked
JOIN soc2.fct_sample_draw AS draw
    ON draw.starts_on_date = asked.first_day
    AND draw.ends_on_date = asked.last_day
    AND draw.recorded_at <= asked.as_of
LEFT JOIN soc2.fct_sample_draw AS gone
    ON gone.draw_entry = draw.entry_number AND gone.status = 'discarded' AND gone.recorded_at <= asked.as_of
ORDER BY draw.control_id, draw.draw_entry
