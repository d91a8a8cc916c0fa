-- Open opportunities that nobody has changed for 30 days, the largest first.
-- 30 天内没有变化的进行中机会，按金额从大到小。
--
-- Needs: Chance, Account, User. 需要同步：Chance、Account、User。
-- Stages 4 and 5 are won and lost in the demo tenant; change them to the values of your tenant.
WITH parameters AS (SELECT 30 AS days)
SELECT c.chanceName AS opportunity, a.accountName AS customer, u.userName AS owner, c.amount,
    c.statementDate AS expected, c.modifiedOn AS changed,
    CAST(julianday('now') - julianday(c.modifiedOn) AS INTEGER) AS days
FROM Chance c
CROSS JOIN parameters p
LEFT JOIN Account a ON a._id = c.accountId
LEFT JOIN User u ON u._id = c.owningUser
WHERE c._deleted_at IS NULL
    AND c.stage NOT IN (4, 5)
    AND julianday('now') - julianday(c.modifiedOn) > p.days
ORDER BY c.amount DESC, c._id;
