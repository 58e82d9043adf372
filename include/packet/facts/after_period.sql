-- Events after the period's end
-- One row per deviation that began, or was mended, after the period and before this packet.
SELECT
    CASE WHEN episode.starts_at >= till.ends_at THEN 'began' ELSE 'mended' END AS event,
    episode.test_id, episode.scope_kind, episode.scope_id, episode.item_id, episode.item_label, episode.severity,
    episode.reason, episode.first_observed_at, episode.closed_at, episode.close_basis
FROM asked
CROSS JOIN LATERAL (SELECT (asked.last_day + 1)::timestamp AT TIME ZONE 'UTC' AS ends_at) AS till
JOIN soc2.fct_deviation_episode AS episode
    ON episode.recorded_at <= asked.as_of
    AND (episode.superseded_at IS NULL OR episode.superseded_at > asked.as_of)
    AND (
        episode.starts_at >= till.ends_at
        OR (episode.interval_kind = 'slot' AND episode.closed_at >= till.ends_at)
    )
ORDER BY coalesce(episode.closed_at, episode.first_observed_at), episode.test_id, episode.scope_id, episode.item_id
