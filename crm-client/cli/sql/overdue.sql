-- Payment plans whose date has passed, and that are not completely paid, the oldest first.
-- 已过预计日期且尚未全额回款的回款计划，最早的在前。
--
-- Needs: Returnmoneyplan, Returnmoneyrecord, Account, User. 需要同步：以上实体。
-- Status 2 of a plan is paid, and status 2 of a record is received, in the demo tenant; change them to the
-- values of your tenant.
WITH received AS (
    SELECT returnmoneyplanId AS plan, sum(amount) AS amount
    FROM Returnmoneyrecord
    WHERE _deleted_at IS NULL AND returnMoneyStatus = 2
    GROUP BY returnmoneyplanId
)
SELECT a.accountName AS customer, u.userName AS owner, p.predictReceivedDate AS due,
    CAST(julianday('now') - julianday(p.predictReceivedDate) AS INTEGER) AS days_late,
    p.amount AS planned, coalesce(r.amount, 0) AS received,
    p.amount - coalesce(r.amount, 0) AS outstanding, p._id AS plan
FROM Returnmoneyplan p
LEFT JOIN received r ON r.plan = p._id
LEFT JOIN Account a ON a._id = p.accountId
LEFT JOIN User u ON u._id = p.owningUser
WHERE p._deleted_at IS NULL
    AND p.returnMoneyStatus <> 2
    AND p.predictReceivedDate < date('now', 'localtime')
ORDER BY p.predictReceivedDate, p._id;
