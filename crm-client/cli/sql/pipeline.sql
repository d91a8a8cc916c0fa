-- The open opportunities by owner and month of the expected end.
-- 按负责人和预计结单月份汇总的进行中机会。
--
-- Needs: Chance, User. 需要同步：Chance、User。
-- Stages 4 and 5 are won and lost in the demo tenant; change them to the values of your tenant.
SELECT coalesce(u.userName, '') AS owner, substr(c.statementDate, 1, 7) AS month,
    count(*) AS opportunities, sum(c.amount) AS amount
FROM Chance c
LEFT JOIN User u ON u._id = c.owningUser
WHERE c._deleted_at IS NULL AND c.stage NOT IN (4, 5)
GROUP BY 1, 2
ORDER BY 1, 2;
